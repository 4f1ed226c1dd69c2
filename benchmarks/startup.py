"""Start-up as ratios: `python benchmarks/startup.py`.

Each command runs as a whole process, in turn with its peer, so that a slow moment of the machine
meets both. The figures are medians of the ratios, pair by pair.
"""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = "examples/dinas-kependudukan-kota.yaml"
PYTHON = sys.executable
BARE = (PYTHON, "-c", "import click")
ROUNDS = 15


def seconds(command: tuple[str, ...]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def compare(name: str, command: tuple[str, ...], target: float | None) -> None:
    seconds(command), seconds(BARE)
    pairs = [(seconds(command), seconds(BARE)) for _ in range(ROUNDS)]
    ratio = median(ours / bare for ours, bare in pairs)
    ours = median(ours for ours, _ in pairs)
    goal = f"  target <= {target}" if target else ""
    print(f"{name:28} {ours * 1000:6.0f} ms  {ratio:5.2f} x `import click`{goal}")


def load_share() -> None:
    """How much of one `advise` is the loading of the rule files."""
    code = (
        "import time; from advisor.knowledge.loader import load; a = time.perf_counter(); load();"
        "print(time.perf_counter() - a)"
    )
    command = (PYTHON, "-c", code)
    times = [
        float(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)
        for _ in range(5)
    ]
    files = len(list((ROOT / "rules").rglob("*.yaml"))) + 5
    print(f"loading {files} files          {median(times) * 1000:6.0f} ms")


if __name__ == "__main__":
    compare("advisor --help", (PYTHON, "-m", "advisor", "--help"), 3)
    compare("advisor advise", (PYTHON, "-m", "advisor", "advise", EXAMPLE), None)
    load_share()
