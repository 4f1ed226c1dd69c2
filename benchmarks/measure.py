"""Measuring: contenders timed in turn, one process for each figure of memory, the machine named."""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = ("experta", "clipspy", "zen-engine", "polars", "numpy", "distributed")


def interleaved(
    contenders: Mapping[str, tuple[Callable[[], object], int]], rounds: int
) -> dict[str, list[float]]:
    """Seconds per unit of work, by contender, one figure a round.

    A contender is a function and how many units one call does. Each round runs all of them, so
    that a slow moment of the machine meets all; a first round is thrown away.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds + 1):
        for name, (run, units) in contenders.items():
            start = time.perf_counter()
            run()
            seconds[name].append((time.perf_counter() - start) / units)
    return {name: figures[1:] for name, figures in seconds.items()}


def ratio(slow: Sequence[float], fast: Sequence[float]) -> float:
    """How many times faster the second is: the median of the rounds' own ratios."""
    return median(a / b for a, b in zip(slow, fast, strict=True))


def child(*arguments: object) -> dict[str, Any]:
    """Run `benchmarks/child.py` as a process of its own and read its figures."""
    command = [sys.executable, str(ROOT / "benchmarks" / "child.py"), *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1:] or ["?"]}
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def machine() -> list[tuple[str, str]]:
    """What was measured on; no host name."""
    versions = [f"{name} {_version(name)}" for name in LIBRARIES]
    return [
        ("processor", _processor()),
        ("cores", str(len(os.sched_getaffinity(0)) if _linux() else os.cpu_count())),
        ("memory", _memory()),
        ("system", f"{platform.system()} {platform.machine()}"),
        ("Python", platform.python_version()),
        ("libraries", ", ".join(versions)),
        ("load when started", f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "?"),
    ]


def _linux() -> bool:
    return hasattr(os, "sched_getaffinity")


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "?"


def _memory() -> str:
    info = Path("/proc/meminfo")
    if not info.exists():
        return "?"
    return f"{int(info.read_text().split()[1]) / 1024**2:.0f} GB"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"
