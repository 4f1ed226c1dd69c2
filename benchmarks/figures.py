"""What is measured. Each function gives plain figures; `report.py` puts them into words."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import numpy as np
import polars as pl
from measure import child, interleaved
from peers import PEERS, Answers, Ask
from sampled import profiled

from advisor.inference.columns import Columns
from advisor.inference.engine import Engine
from advisor.inference.evaluator import evaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Outcome
from tests.bases import random_base
from tests.populations import drawn, population
from tests.states import consistent_answers, random_answers

OUTCOMES, PLANS = "columns, outcomes", "columns, ranked plans"
FAST = ("straight-line Python", "evaluator, compiled")
FILE_ROWS = 1_000_000
MODES = {
    "outcomes": "outcomes, results dropped",
    "plans": "ranked plans, results dropped",
    "written": "ranked plans, written to disk",
}


@dataclass(frozen=True)
class Scale:
    """How much is measured."""

    name: str
    rounds: int
    states: int
    table: int
    rules: tuple[int, ...]
    rows: tuple[int, ...]
    seconds: float
    load: int
    """Seconds of one run against a server."""
    records: int
    batch: int
    long: tuple[int, int]
    ledgers: tuple[int, ...]


FULL = Scale(
    "full", 5, 300, 500_000, (100, 400, 2000), (10**3, 10**5, 10**6, 10**7), 2,
    4, 1854, 200_000, (10**5, 10**6), (1_000, 10_000, 30_000),
)  # fmt: skip
QUICK = Scale(
    "quick", 2, 20, 50_000, (100, 400), (10**3, 10**4, 10**5), 0.3,
    1, 50, 4_000, (2_000, 20_000), (50, 100),
)  # fmt: skip
TINY = Scale(
    "tiny", 1, 2, 400, (20, 40), (100, 200), 0.01, 1, 5, 400, (200, 400), (5, 10)
)  # fmt: skip


def agreement(knowledge: Knowledge, scale: Scale) -> dict[str, int]:
    """On how many complete random states each execution is wrong about some rule."""
    random = Random(1)
    states = [random_answers(knowledge, random) for _ in range(scale.states)]
    wanted = [_applying(knowledge, state) for state in states]
    wrong = {}
    for name, build in PEERS.items():
        ask = build(knowledge)
        wrong[name] = sum(ask(s) != w for s, w in zip(states, wanted, strict=True))
    columns = Columns(knowledge)
    judged = columns.outcomes(pl.DataFrame(states, columns.schema()))
    ids = [rule.id for rule in knowledge.rules]
    found = [{r for r in ids if row[r]} for row in judged.select(ids).iter_rows(named=True)]
    wrong["columns"] = sum(f != w for f, w in zip(found, wanted, strict=True))
    return wrong


def consultations(knowledge: Knowledge, scale: Scale) -> dict[str, list[float]]:
    """Seconds per PD, one figure a round, all executions in turn."""
    random = Random(2)
    states = [consistent_answers(knowledge, random) for _ in range(200)]
    contenders: dict[str, tuple[Callable[[], object], int]] = {}
    for name, build in PEERS.items():
        # So many that no round is over in a blink.
        asked = states[:8] if "experta" in name else states * (10 if name in FAST else 1)
        contenders[name] = (_asking(build(knowledge), asked), len(asked))
    columns = Columns(knowledge)
    table = population(columns, scale.table, 3)
    planned = columns.plans(table).filter(pl.col("status") == "advised").select(table.columns)
    small = planned.sample(scale.table // 4, with_replacement=True, seed=1)
    contenders[OUTCOMES] = (lambda: columns.outcomes(table), table.height)
    contenders[PLANS] = (lambda: columns.plans(small), small.height)
    return interleaved(contenders, scale.rounds)


def hundred(knowledge: Knowledge, scale: Scale) -> dict[str, list[float]]:
    """Seconds for building an execution and asking it a hundred times."""
    random = Random(4)
    states = [consistent_answers(knowledge, random) for _ in range(100)]
    names = ("clipspy (CLIPS)", "evaluator", "evaluator, compiled")

    def whole(name: str) -> Callable[[], object]:
        return lambda: _asking(PEERS[name](knowledge), states)()

    return interleaved({name: (whole(name), 1) for name in names}, scale.rounds)


def building(knowledge: Knowledge, scale: Scale) -> float:
    """Seconds for building the engine."""
    return median(interleaved({"": (lambda: Engine(knowledge), 1)}, 3 * scale.rounds)[""])


def sampled(knowledge: Knowledge, scale: Scale) -> dict[str, str]:
    """Where the engine's time goes."""
    random, most = Random(2), scale.rules[-1]
    found = {}
    for base in (knowledge, random_base(1, steps=most // 2, rules=most)):
        engine, state = Engine(base), random_answers(base, random)
        work = partial(engine.trace, state)
        found[f"engine, {len(base.rules):,} rules"] = profiled(work, scale.seconds)
    found["building the engine"] = profiled(lambda: Engine(knowledge), scale.seconds)
    return found


def growth_in_rules(scale: Scale) -> dict[str, dict[int, float | None]]:
    """Median seconds per PD over bases drawn at random; None where a peer answers wrongly."""
    grown: dict[str, dict[int, float | None]] = {}
    for rules in scale.rules:
        knowledge = random_base(1, steps=rules // 2, rules=rules)
        random = Random(5)
        states = [random_answers(knowledge, random) for _ in range(20)]
        for name, build in PEERS.items():
            grown.setdefault(name, {})[rules] = _grown(knowledge, build(knowledge), states, scale)
        columns = Columns(knowledge)
        table = drawn(columns, scale.table // 10, np.random.default_rng(6))
        some = table.head(scale.table // 50)
        works = ((OUTCOMES, columns.outcomes, table), (PLANS, columns.plans, some))
        for name, run, rows in works:
            figures = interleaved({name: (_on(run, rows), rows.height)}, 3)
            grown.setdefault(name, {})[rules] = median(figures[name])
    return grown


def growth_in_rows(knowledge: Knowledge, scale: Scale) -> list[dict[str, Any]]:
    """From disk, in a process of its own for each size: rows, seconds, memory in MB."""
    measured: list[dict[str, Any]] = []
    whole = population(Columns(knowledge), min(max(scale.rows), FILE_ROWS), 7)
    with tempfile.TemporaryDirectory() as folder:
        for rows in scale.rows:
            path, times = Path(folder) / "rows.parquet", max(1, rows // FILE_ROWS)
            whole.sample(min(rows, FILE_ROWS), seed=7).write_parquet(path)
            measured += [
                {"mode": mode, "wanted": rows, **child("rows", mode, path, times)} for mode in MODES
            ]
    return measured


def start_up() -> dict[str, dict[str, Any]]:
    """Building and one consultation in a fresh process: seconds and MB on top of the knowledge."""
    return {name: child("peer", name) for name in (*PEERS, "columns")}


def _grown(knowledge: Knowledge, ask: Ask, states: list[Answers], scale: Scale) -> float | None:
    """Asks until the time is up, at least twice; the first answers are checked."""
    if any(ask(state) != _applying(knowledge, state) for state in states[:2]):
        return None
    figures: list[float] = []
    end = time.perf_counter() + scale.seconds
    while len(figures) < 2 or (len(figures) < 200 and time.perf_counter() < end):
        state = states[len(figures) % len(states)]
        start = time.perf_counter()
        ask(state)
        figures.append(time.perf_counter() - start)
    return median(figures)


def _asking(ask: Ask, states: list[Any]) -> Callable[[], object]:
    return lambda: [ask(state) for state in states]


def _on(run: Callable[[pl.DataFrame], pl.DataFrame], table: pl.DataFrame) -> Callable[[], object]:
    return lambda: run(table)


def _applying(knowledge: Knowledge, answers: Answers) -> set[str]:
    outcomes = evaluate(knowledge, answers).outcomes
    return {rule for rule, outcome in outcomes.items() if outcome is Outcome.APPLIES}
