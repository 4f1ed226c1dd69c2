"""All benchmarks in one command: `python benchmarks/run.py` (or `--quick`), or `make bench`.

Writes docs/benchmarks.md and docs/benchmarks.svg; `--quick` writes to the folder of `--out`, the
current one by default, and leaves the docs alone.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import figures
from measure import ROOT, machine
from measured import Measured
from picture import picture
from profiles import profile
from report import report

from advisor.knowledge.loader import load


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less of everything, under a minute")
    parser.add_argument("--out", type=Path, help="folder for benchmarks.md and benchmarks.svg")
    given = parser.parse_args()
    scale = figures.QUICK if given.quick else figures.FULL
    folder = given.out or (Path() if given.quick else ROOT / "docs")
    measured = measure(scale)
    drawn = picture(measured.per_pd, measured.rules, measured.per_second)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "benchmarks.svg").write_text(drawn, "utf-8")
    (folder / "benchmarks.md").write_text(report(measured), "utf-8")
    print(report(measured))


def measure(scale: figures.Scale) -> Measured:
    knowledge, start = load(), time.perf_counter()
    described = machine()
    parts = {
        "wrong": lambda: figures.agreement(knowledge, scale),
        "seconds": lambda: figures.consultations(knowledge, scale),
        "hundred": lambda: figures.hundred(knowledge, scale),
        "fixed": lambda: figures.fixed(knowledge, scale),
        "rules": lambda: figures.growth_in_rules(scale),
        "rows": lambda: figures.growth_in_rows(knowledge, scale),
        "start": figures.start_up,
        "profile": lambda: profile(knowledge, scale.rules, scale.table // 100),
    }
    found = {}
    for name, part in parts.items():
        found[name] = part()
        print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr)
    size = (len(knowledge.rules), len(knowledge.steps))
    return Measured(scale=scale, machine=described, size=size, **found)


if __name__ == "__main__":
    main()
