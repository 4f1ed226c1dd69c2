"""The targets of the executions, and what was measured."""

from collections.abc import Iterator
from statistics import median

from figures import OUTCOMES, PLANS
from measure import ratio
from measured import CLIPS, COMPILED, ENGINE, EVALUATOR, STRAIGHT, USUAL, Measured
from part import Target, at_least, at_most

ENGINES_GROWTH, OVER = 30, (100, 2000)


def targets(m: Measured) -> Iterator[Target]:
    s = m.seconds
    engine = f"{median(s[ENGINE]) * 1000:.2f} ms"
    yield Target("engine", engine, ratio(s[ENGINE], s[CLIPS]), CLIPS, most=1)
    yield from _engine_growth(m)
    yield at_most("building the engine", m.building * 1000, 10, "ms")
    yield at_least("columns, outcomes of all rules", 1 / median(s[OUTCOMES]), 1e6, "PDs/s")
    yield at_least("columns, full ranked plans", 1 / median(s[PLANS]), 2e5, "PDs/s")
    for work, ours, peer, least in (
        ("columns (outcomes), speed", OUTCOMES, CLIPS, 300),
        ("columns (outcomes), speed", OUTCOMES, USUAL, 5000),
        ("columns (ranked plans), speed", PLANS, CLIPS, None),
        ("evaluator, compiled, speed", COMPILED, CLIPS, 5),
        ("evaluator as specified, speed", EVALUATOR, CLIPS, 5),
        ("engine, speed", ENGINE, USUAL, 1),
    ):
        yield Target(work, "", ratio(s[peer], s[ours]), peer, least=least)
    for name in (COMPILED, EVALUATOR):
        work, faster = f"{name}, built and asked 100 times, speed", m.hundred
        yield Target(work, "", ratio(faster[CLIPS], faster[name]), CLIPS, least=5)
    yield Target(COMPILED, "", ratio(s[COMPILED], s[STRAIGHT]), STRAIGHT, most=2)
    largest = max((row.get("memory", 0.0) for row in m.rows), default=0.0)
    yield at_most(f"memory at {max(m.scale.rows):,} rows from disk", largest, 1024, "MB")
    for name in (OUTCOMES, PLANS):
        few, many, times = _grown(m, name)
        work = f"{name}, per row, {few:,} to {many:,} rules"
        yield Target(work, f"{times:.1f} x", times / (many / few), "linear", most=1)


def _engine_growth(m: Measured) -> Iterator[Target]:
    few, many, times = _grown(m, ENGINE)
    most = ENGINES_GROWTH if (few, many) == OVER else None
    shown = f"{(m.rules[ENGINE][many] or 0) * 1000:.1f} ms"
    yield Target(f"engine, {many:,} rules", shown, times, f"{few:,} rules", most=most)
    _, _, peer = _grown(m, CLIPS)
    yield Target(f"{CLIPS}, {many:,} rules, for comparison", "", peer, f"{few:,} rules")


def _grown(m: Measured, name: str) -> tuple[int, int, float]:
    """Fewest rules, most rules, and how many times longer the most take."""
    (few, less), *_, (many, more) = [(n, t) for n, t in m.rules[name].items() if t]
    return few, many, more / less
