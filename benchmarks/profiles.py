"""Where the time goes: the stages of a call, and the parts of the ranking."""

import cProfile
import pstats
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
import polars as pl
from measure import interleaved

from advisor.inference.columns import Columns
from advisor.inference.columns.planning import Planner
from advisor.knowledge.knowledge import Knowledge
from tests.bases import random_base
from tests.populations import drawn, population

HEIGHTS = (1, 10_000, 100_000)
STAGES = ("reading", "judging", "ranking", "writing")
PARTS = {
    "state": "outcomes to arrays",
    "__init__": "what waits for what",
    "_words": "packing entries",
    "spelt": "looking entries up",
    "_levels": "who is held up",
    "order": "sorting",
    "_lists": "making lists",
}
FILES = ("ordering.py", "entries.py", "planning.py")


@dataclass(frozen=True)
class Profile:
    """Seconds of a call by its rows and stage; seconds a PD of the ranking by rules and part.

    `entries` is the mean number of advised steps of a PD, by rules.
    """

    stages: dict[int, dict[str, float]]
    parts: dict[int, dict[str, float]]
    entries: dict[int, float]


def profile(knowledge: Knowledge, sizes: tuple[int, ...], rows: int) -> Profile:
    """Both profiles; the ranking's for the smallest and the largest generated base."""
    parts, entries = {}, {}
    for rules in (sizes[0], sizes[-1]):
        columns = Columns(random_base(1, steps=rules // 2, rules=rules))
        table = drawn(columns, rows, np.random.default_rng(6))
        parts[rules] = _parts(columns, table)
        entries[rules] = columns.plans(table)["plan"].list.len().mean()
    return Profile(_stages(Columns(knowledge)), parts, entries)


def _stages(columns: Columns) -> dict[int, dict[str, float]]:
    """Medians of nine rounds, as `columns.parts.write_part` goes, the outcomes apart."""
    with tempfile.TemporaryDirectory() as folder:
        table, path = population(columns, max(HEIGHTS), 7), Path(folder) / "rows.parquet"
        return {rows: _stage(columns, table.head(rows), path) for rows in HEIGHTS}


def _stage(columns: Columns, table: pl.DataFrame, path: Path) -> dict[str, float]:
    def read() -> pl.DataFrame:
        return pl.scan_parquet(path).slice(0, table.height).collect()

    table.write_parquet(path)
    planned, out = columns.plans(table), path.with_suffix(".out")
    runs: dict[str, tuple[Callable[[], object], int]] = {
        "reading": (read, 1),
        "judging": (lambda: columns.outcomes(table), 1),
        "ranking": (lambda: columns.plans(table), 1),
        "writing": (lambda: planned.write_parquet(out), 1),
    }
    found = {name: median(seconds) for name, seconds in interleaved(runs, 9).items()}
    return {**found, "ranking": max(0.0, found["ranking"] - found["judging"])}


def _parts(columns: Columns, table: pl.DataFrame) -> dict[str, float]:
    """By part of the ranking, for one slice, the second time that these entries are met."""
    planner = Planner(columns.knowledge)
    judged = columns.with_likely(columns.outcomes(table.head(planner.slice)))
    planner.planned(judged)
    profiler = cProfile.Profile(time.perf_counter)
    profiler.runcall(planner.planned, judged)
    found = dict.fromkeys(PARTS.values(), 0.0)
    for (file, _, name), (*_, within, _) in pstats.Stats(profiler).stats.items():  # type: ignore[attr-defined]
        if file.endswith(tuple(f"columns/{one}" for one in FILES)) and name in PARTS:
            found[PARTS[name]] += within / judged.height
    found["looking entries up"] -= found["packing entries"]
    found["sorting"] -= found["who is held up"]
    return found
