"""One figure in a process of its own: `child.py peer NAME`, `rows MODE FILE TIMES`, `command …`.

Prints a JSON object; `memory` is the largest resident size of the process, in MB.
"""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
ENOUGH = 1.0
"""Seconds that are measured at least: work that is over in a blink is done again."""


def peer(name: str) -> dict[str, Any]:
    """Build one execution and run one consultation; what is loaded anyway is not counted."""
    from peers import PEERS

    from advisor.knowledge.loader import load
    from tests.states import random_answers

    knowledge = load()
    answers = random_answers(knowledge, Random(1))
    before, start = memory(), time.perf_counter()
    if name == "columns":
        import polars as pl

        from advisor.inference.columns import Columns

        Columns(knowledge).plans(pl.DataFrame([answers]))
    else:
        PEERS[name](knowledge)(answers)
    return {"start": time.perf_counter() - start, "memory": memory() - before}


def rows(mode: str, source: str, times: str) -> dict[str, Any]:
    """Work through a file as often as told, as if it were one file so much longer.

    `outcomes` and `plans` read slices and drop the results; `written` goes from disk to disk.
    """
    from advisor.inference.columns import Columns
    from advisor.inference.columns.parts import parts_of
    from advisor.knowledge.loader import load

    columns, path = Columns(load()), Path(source)
    parts = parts_of(path) * int(times)
    work = {"outcomes": dropped, "plans": dropped, "written": written}[mode]
    list(work(columns, path, mode, parts[:1]))
    seconds: list[float] = []
    while sum(seconds) < ENOUGH:
        start = time.perf_counter()
        height = sum(work(columns, path, mode, parts))
        seconds.append(time.perf_counter() - start)
    return {"rows": height, "seconds": median(seconds), "memory": memory()}


def command(*arguments: str) -> dict[str, Any]:
    """Run `advisor` with these arguments."""
    from advisor.cli import main as run

    try:
        sys.argv = ["advisor", *arguments]
        run()
    except SystemExit as ended:
        if ended.code:
            raise
    return {"memory": memory()}


def dropped(columns: Any, path: Path, mode: str, parts: list[Any]) -> Iterator[int]:
    import polars as pl

    for part in parts:
        table = pl.scan_parquet(path).slice(part.start, part.rows).collect()
        yield getattr(columns, mode)(table).height


def written(columns: Any, path: Path, mode: str, parts: list[Any]) -> Iterator[int]:
    import polars as pl

    from advisor.inference.columns.parts import write_part

    folder = Path(tempfile.mkdtemp())
    for part in parts:
        done = write_part(columns, path, folder, part)
        yield pl.scan_parquet(done).select(pl.len()).collect().item()
    shutil.rmtree(folder)


def memory() -> float:
    status = Path("/proc/self/status")
    if status.exists():  # Not `getrusage`: on Linux it remembers the process that started this one.
        return next(int(line.split()[1]) for line in status.open() if "VmHWM" in line) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


if __name__ == "__main__":
    print(json.dumps({"peer": peer, "rows": rows, "command": command}[sys.argv[1]](*sys.argv[2:])))
