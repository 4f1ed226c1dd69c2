"""The targets, what was measured, and whether they are met."""

from collections.abc import Iterator
from statistics import median

from figures import MODES, OUTCOMES, PLANS
from measure import ratio
from measured import CLIPS, COMPILED, ENGINE, EVALUATOR, STRAIGHT, USUAL, Measured, table


def targets(m: Measured) -> Iterator[str]:
    yield "## Targets"
    yield ""
    yield from table(("target", "measured", "met"), list(_held(m)))


def _held(m: Measured) -> Iterator[tuple[str, str, str]]:
    s = m.seconds
    at_least = (
        ("columns: 1,000,000 PDs/s, outcomes of all rules", 1 / median(s[OUTCOMES]), 1e6, "PDs/s"),
        ("columns: 200,000 PDs/s, full ranked plans", 1 / median(s[PLANS]), 2e5, "PDs/s"),
        ("columns: 300 x clipspy (outcomes)", ratio(s[CLIPS], s[OUTCOMES]), 300, "x"),
        ("columns: 5,000 x plain experta (outcomes)", ratio(s[USUAL], s[OUTCOMES]), 5000, "x"),
        ("evaluator, compiled: 5 x clipspy", ratio(s[CLIPS], s[COMPILED]), 5, "x"),
        (
            "the same, building and 100 consultations",
            ratio(m.hundred[CLIPS], m.hundred[COMPILED]),
            5,
            "x",
        ),
        ("evaluator as specified: 5 x clipspy", ratio(s[CLIPS], s[EVALUATOR]), 5, "x"),
        (
            "the same, building and 100 consultations",
            ratio(m.hundred[CLIPS], m.hundred[EVALUATOR]),
            5,
            "x",
        ),
        ("engine: no slower than experta as usually written", ratio(s[USUAL], s[ENGINE]), 1, "x"),
    )
    for text, value, goal, unit in at_least:
        yield text, f"{value:,.1f} {unit}", _met(value >= goal)
    longer = ratio(s[COMPILED], s[STRAIGHT])
    text = "evaluator, compiled: within 2 x of straight-line Python"
    yield text, f"{longer:.2f} x its time", _met(longer <= 2)
    plans = f"{ratio(s[CLIPS], s[PLANS]):,.1f} x"
    yield "for comparison: ranked plans against clipspy, which ranks nothing", plans, ""
    yield from _held_rows(m)


def _held_rows(m: Measured) -> Iterator[tuple[str, str, str]]:
    for mode, speeds in m.per_second.items():
        linear = [speed for rows, speed in speeds.items() if rows >= 10**4]
        if len(linear) > 1:
            spread = max(linear) / min(linear) - 1
            text = f"time linear in rows from 10^4, within 15 % ({mode})"
            yield text, f"{spread:.0%}", _met(spread <= 0.15)
    yield from _beyond_the_call(m)
    yield from _each_further_row(m)
    largest = max((row.get("memory", 0.0) for row in m.rows), default=0.0)
    yield (
        f"memory under 1 GB at {max(m.scale.rows):,} rows from disk",
        f"{largest:,.0f} MB",
        _met(largest < 1024),
    )
    for name in (OUTCOMES, PLANS):
        first, *_, last = [(n, t) for n, t in m.rules[name].items() if t]
        growth = (last[1] / first[1]) / (last[0] / first[0])
        text = f"time per row at most linear in rules, {first[0]} to {last[0]} ({name})"
        yield text, f"{growth:.2f} x linear", _met(growth <= 1)


def _beyond_the_call(m: Measured) -> Iterator[tuple[str, str, str]]:
    """Whether what is not linear is the fixed cost of a call."""
    for mode, name in (("outcomes", OUTCOMES), ("plans", PLANS)):
        part = 100_000  # Rows in one call; see `advisor.inference.columns.parts`.
        per_row = [
            (row["seconds"] - m.fixed[name] * -(-row["rows"] // part)) / row["rows"]
            for row in m.rows
            if row["mode"] == mode and row.get("rows", 0) >= 10**4
        ]
        if len(per_row) > 1 and min(per_row) > 0:
            text = f"for comparison: the same less the fixed cost of each call ({MODES[mode]})"
            yield text, f"{max(per_row) / min(per_row) - 1:.0%}", ""


def _each_further_row(m: Measured) -> Iterator[tuple[str, str, str]]:
    for mode in m.per_second:
        each = [cost for work, few, _, cost in m.further_rows if work == mode and few >= 10**4]
        if len(each) > 1:
            text = f"for comparison: each further row from 10^4, most against least ({mode})"
            yield text, f"{max(each) / min(each) - 1:.0%}", ""


def _met(is_met: bool) -> str:
    return "yes" if is_met else "**no**"
