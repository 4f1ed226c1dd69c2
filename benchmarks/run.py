"""All benchmarks in one command: `python benchmarks/run.py`, or `make bench`.

Writes docs/benchmarks.md and docs/benchmarks.svg; with `--quick` or `--only` it writes to the
folder of `--out`, the current one by default, and leaves the docs alone. A part that fails takes
no other with it; the command then ends with 1.
"""

import argparse
import gc
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import commands
import figures
import web
from explanations import explanations
from ledger import ledger
from measure import ROOT, machine
from measured import Measured
from part import Part
from profiles import profile
from report import executions, page

from advisor.knowledge.loader import load


def judged(scale: figures.Scale) -> Part:
    """The engine, its peers, and the other executions of the same rules."""
    knowledge = load()
    return executions(
        Measured(
            scale=scale,
            wrong=figures.agreement(knowledge, scale),
            seconds=figures.consultations(knowledge, scale),
            hundred=figures.hundred(knowledge, scale),
            building=figures.building(knowledge, scale),
            rules=figures.growth_in_rules(scale),
            rows=figures.growth_in_rows(knowledge, scale),
            start=figures.start_up(),
            profile=profile(knowledge, scale.rules, scale.table // 100),
            sampled=figures.sampled(knowledge, scale),
        )
    )


PARTS: dict[str, Callable[[figures.Scale], Part]] = {
    "latency": web.latency,
    "pages": web.pages,
    "recording": web.recording,
    "start-up": commands.start_up,
    "tables": commands.tables,
    "rules-test": commands.rules_test,
    "replay": commands.replay,
    "explanations": explanations,
    "ledger": ledger,
    "executions": judged,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="less of everything, in two minutes")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part; may be repeated")
    parser.add_argument("--out", type=Path, help="folder for benchmarks.md and benchmarks.svg")
    given = parser.parse_args()
    scale = figures.QUICK if given.quick else figures.FULL
    folder = given.out or (Path() if given.quick or given.only else ROOT / "docs")
    described, start = machine(), time.perf_counter()
    found = measure(scale, given.only or list(PARTS))
    text = page(found, scale.name, described, time.perf_counter() - start)
    folder.mkdir(parents=True, exist_ok=True)
    for part in found.values():
        if isinstance(part, Part) and part.picture:
            (folder / "benchmarks.svg").write_text(part.picture, "utf-8")
    (folder / "benchmarks.md").write_text(text, "utf-8")
    print(text)
    return int(any(isinstance(part, str) for part in found.values()))


def measure(scale: figures.Scale, names: list[str]) -> dict[str, Part | str]:
    """Each part's findings, or its error."""
    found: dict[str, Part | str] = {}
    for name in names:
        start = time.perf_counter()
        try:
            found[name] = PARTS[name](scale)
        except Exception as error:
            traceback.print_exc()
            found[name] = f"{type(error).__name__}: {error}".replace("\n", " ")[:200]
        gc.collect()
        print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr)
    return found


if __name__ == "__main__":
    sys.exit(main())
