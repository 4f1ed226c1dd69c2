"""The web application under load: `nice python benchmarks/web.py [--seconds 4] [--rounds 3]`.

wrk (Debian's package) holds 64 connections to a real `advisor serve` on the loopback interface.
Each round runs, in turn, an empty address, advice, and recorded advice of the same server; figures
are medians of the rounds, ratios medians of the rounds' own ratios. Writes docs/web-load.md.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from measure import ROOT, machine

from advisor.advice.facts import read_facts
from advisor.knowledge.loader import load

CONNECTIONS = 64
ADVISE = "/api/v1/advise"
EMPTY, ADVICE, RECORDED = "empty", "advice", "recorded advice"
ADDRESSES = {EMPTY: "/healthz", ADVICE: ADVISE, RECORDED: f"{ADVISE}?record=true"}
WORKERS = (1, 2)


@dataclass(frozen=True)
class Run:
    """What one run of wrk found; times in milliseconds."""

    requests: int
    per_second: float
    middle: float
    p99: float
    failed: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=4, help="how long each run takes")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "web-load.md")
    given = parser.parse_args()
    described = machine()
    found = {workers: measured(workers, given.seconds, given.rounds) for workers in WORKERS}
    text = report(found, described, given.seconds, given.rounds)
    given.out.write_text(text, "utf-8")
    print(text)


def measured(workers: int, seconds: int, rounds: int) -> dict[str, list[Run]]:
    """The runs of each kind, in turn, on one server."""
    found: dict[str, list[Run]] = {name: [] for name in ADDRESSES}
    with tempfile.TemporaryDirectory() as name, served(Path(name), workers) as url:
        bodies = Path(name) / "bodies"
        bodies.write_text("\n".join(documents()))
        for _ in range(rounds):
            for kind, address in ADDRESSES.items():
                found[kind].append(wrk(url + address, seconds, kind != EMPTY and bodies))
    return found


def documents() -> Iterator[str]:
    """The example PDs as bodies."""
    vocabulary = load().vocabulary
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        yield json.dumps(read_facts(vocabulary, path).document())


@contextmanager
def served(folder: Path, workers: int) -> Iterator[str]:
    """A server of its own, ended afterwards."""
    environment = {
        **os.environ,
        "IPP_ADVISOR_DATABASE": f"sqlite:///{folder / 'web.db'}",
        "IPP_ADVISOR_LEDGER": str(folder / "ledger.db"),
        "IPP_ADVISOR_SECRET_FILE": str(folder / "secret"),
        "IPP_ADVISOR_PER_MINUTE": "999999999",
    }
    command = [sys.executable, "-m", "advisor", "serve", "--port", "0", "--workers", str(workers)]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout
        url = next(w for w in process.stdout.readline().split() if w.startswith("http"))
        ready(url.rstrip("/"))
        yield url.rstrip("/")
    finally:
        process.terminate()
        process.wait(60)


def ready(url: str) -> None:
    """Wait until it answers, and until all its workers are likely to."""
    with urlopen(f"{url}/readyz", timeout=60):
        time.sleep(5)


def wrk(url: str, seconds: int, bodies: Path | bool) -> Run:
    """One run."""
    environment = {**os.environ, **({"BODIES": str(bodies)} if bodies else {})}
    command = [
        "wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s",
        "--timeout", "30s", "--script", str(ROOT / "benchmarks" / "web.lua"), url,
    ]  # fmt: skip
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("FOUND"))
    requests, duration, middle, p99, failed = map(int, line.split()[1:])
    return Run(requests, requests / duration * 1e6, middle / 1000, p99 / 1000, failed)


def report(
    found: dict[int, dict[str, list[Run]]],
    described: list[tuple[str, str]],
    seconds: int,
    rounds: int,
) -> str:
    """The figures as Markdown."""
    lines = [
        "# The web application under load",
        "",
        "Written by `nice python benchmarks/web.py`: wrk with "
        f"{CONNECTIONS} connections on the loopback interface,",
        f"{rounds} rounds of {seconds} s for each kind in turn, on the same server. `empty` is",
        "`GET /healthz`; `advice` is `POST /api/v1/advise` with the example PDs in turn; `recorded",
        "advice` is the same with `?record=true`, where each answer waits for the engine and the",
        "disk. Figures are medians; `x empty` are medians of the rounds' own ratios. wrk runs on",
        "the same cores as the server.",
        "",
        *(f"- {name}: {value}" for name, value in described if name != "libraries"),
        "",
        "| workers | kind | requests/s | x empty | p50 | p99 | x empty | requests | errors |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for workers, kinds in found.items():
        lines += [row(workers, kind, runs, kinds[EMPTY]) for kind, runs in kinds.items()]
    return "\n".join(lines) + "\n"


def row(workers: int, kind: str, runs: list[Run], empty: list[Run]) -> str:
    """One line of the table."""
    pairs = list(zip(runs, empty, strict=True))
    speed = median(run.per_second / none.per_second for run, none in pairs)
    late = median(run.p99 / none.p99 for run, none in pairs)
    cells = (
        workers,
        kind,
        f"{median(run.per_second for run in runs):,.0f}",
        f"{speed:.3f}",
        f"{median(run.middle for run in runs):,.0f} ms",
        f"{median(run.p99 for run in runs):,.0f} ms",
        f"{late:.1f}",
        f"{sum(run.requests for run in runs):,}",
        sum(run.failed for run in runs),
    )
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    main()
