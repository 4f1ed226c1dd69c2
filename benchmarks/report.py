"""The figures as Markdown, with the targets they are held against."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from figures import MODES, OUTCOMES, PLANS, Scale
from measure import ratio
from picture import time_shown
from profiles import STAGES, Profile

CLIPS, USUAL, ENGINE = (
    "clipspy (CLIPS)",
    "experta, as usually written",
    "engine (experta, with trace)",
)
EVALUATOR, COMPILED = "evaluator", "evaluator, compiled"
STRAIGHT = "straight-line Python"


@dataclass(frozen=True)
class Measured:
    """Everything one run found (see `figures`)."""

    scale: Scale
    machine: list[tuple[str, str]]
    size: tuple[int, int]
    wrong: dict[str, int]
    seconds: dict[str, list[float]]
    hundred: dict[str, list[float]]
    fixed: dict[str, float]
    rules: dict[str, dict[int, float | None]]
    rows: list[dict[str, Any]]
    start: dict[str, dict[str, Any]]
    profile: Profile

    @property
    def per_pd(self) -> dict[str, float]:
        """Median seconds per PD."""
        return {name: median(figures) for name, figures in self.seconds.items()}

    @property
    def per_second(self) -> dict[str, dict[int, float]]:
        """PDs a second by mode and number of rows."""
        found: dict[str, dict[int, float]] = {}
        for row in self.rows:
            if "failed" not in row:
                found.setdefault(MODES[row["mode"]], {})[row["rows"]] = row["rows"] / row["seconds"]
        return found


def report(m: Measured) -> str:
    parts = (_head, _targets, _why, _consultations, _rules, _rows, _start)
    return "\n".join(line for part in parts for line in [*part(m), ""]).rstrip() + "\n"


def _head(m: Measured) -> Iterator[str]:
    yield "# Benchmarks"
    yield ""
    yield f"Written by `make bench` (scale: {m.scale.name}). The shipped base: {m.size[0]} rules,"
    yield f"{m.size[1]} steps. Everything ran in turn in one run; times are medians, ratios medians"
    yield "of the rounds' ratios."
    yield ""
    yield "![Time per PD, growth over rules and over rows](benchmarks.svg)"
    yield ""
    yield from _table(("machine", ""), m.machine)


def _targets(m: Measured) -> Iterator[str]:
    yield "## Targets"
    yield ""
    yield from _table(("target", "measured", "met"), list(_held(m)))


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
        part = 100_000  # Rows in one call; see `advisor.columns.parts`.
        per_row = [
            (row["seconds"] - m.fixed[name] * -(-row["rows"] // part)) / row["rows"]
            for row in m.rows
            if row["mode"] == mode and row.get("rows", 0) >= 10**4
        ]
        if len(per_row) > 1 and min(per_row) > 0:
            text = f"for comparison: the same less the fixed cost of each call ({MODES[mode]})"
            yield text, f"{max(per_row) / min(per_row) - 1:.0%}", ""


def _why(m: Measured) -> Iterator[str]:
    """What each further row and rule costs: whether a missed target is a cost of the call."""
    yield "## What lies behind the growth"
    yield ""
    yield "A call costs something before its first row: the file is opened, expressions are"
    yield "planned, threads wake. In small tables this is most of the time. What each further row"
    yield "costs, from one size to the next, shows what growth there is beyond it."
    yield ""
    yield from _table(("work", "from", "to", "time per further row"), list(_further_rows(m)))
    yield ""
    yield "And what each further rule costs a PD in the generated bases:"
    yield ""
    yield from _table(("execution", "from", "to", "time per further rule"), list(_further_rules(m)))
    yield ""
    yield from _stages(m.profile)
    yield ""
    yield from _parts(m.profile)


def _further_rows(m: Measured) -> Iterator[tuple[str, str, str, str]]:
    for mode, speeds in m.per_second.items():
        taken = [(rows, rows / speed) for rows, speed in speeds.items()]
        for (few, less), (many, more) in pairwise(taken):
            yield mode, f"{few:,}", f"{many:,}", time_shown((more - less) / (many - few))


def _further_rules(m: Measured) -> Iterator[tuple[str, str, str, str]]:
    for name in (COMPILED, OUTCOMES, PLANS):
        taken = [(rules, seconds) for rules, seconds in m.rules[name].items() if seconds]
        for (few, less), (many, more) in pairwise(taken):
            yield name, f"{few:,}", f"{many:,}", time_shown((more - less) / (many - few))


def _stages(profile: Profile) -> Iterator[str]:
    """Where the time of a call goes, and how much of it stands before the second row."""
    one, few, *_ = profile.stages
    spent = {rows: sum(stages.values()) for rows, stages in profile.stages.items()}
    yield "A call on the shipped base, from disk to disk, by stage:"
    yield ""
    rows = [
        (f"{rows:,}", *(time_shown(stages[name]) for name in STAGES), time_shown(spent[rows]))
        for rows, stages in profile.stages.items()
    ]
    yield from _table(("rows", *STAGES, "together"), rows)
    yield ""
    shares = [f"{name} {profile.stages[one][name] / spent[few]:.0%}" for name in STAGES]
    yield f"Of what {few:,} rows take, {spent[one] / spent[few]:.0%} is there for one row already"
    yield f"({', '.join(shares)}):"
    yield "opening a file, planning expressions and calling numpy cost the same for any table."


def _parts(profile: Profile) -> Iterator[str]:
    """Which parts of the ranking grow faster than the rules."""
    (less, first), (more, last) = profile.parts.items()
    grown = more / less
    yield "The ranking's parts on the generated bases, a PD, on one thread:"
    yield ""
    head = ("part", f"{less:,} rules", f"{more:,} rules", "x linear", "x linear in entries")
    entries = profile.entries[more] / profile.entries[less]
    rows = [
        (
            name,
            time_shown(first[name]),
            time_shown(last[name]),
            *(f"{last[name] / first[name] / by:.2f}" for by in (grown, entries)),
        )
        for name in first
        if first[name] > 0
    ]
    yield from _table(head, rows)
    yield ""
    yield f"A PD has {profile.entries[less]:.1f} advised steps at {less:,} rules and"
    yield f"{profile.entries[more]:.1f} at {more:,}: the answer itself grows"
    yield f"{entries / grown:.2f} x as fast as the rules, and n entries take n log n to sort."


def _met(is_met: bool) -> str:
    return "yes" if is_met else "**no**"


def _consultations(m: Measured) -> Iterator[str]:
    yield "## One PD"
    yield ""
    yield f"Wrong: of {m.scale.states} complete random states, those with a rule judged wrongly."
    yield "No peer knows a third value: on incomplete answers, what is not known counts as not so."
    yield ""
    head = ("execution", "time per PD", "slowest round", "x clipspy", "x experta", "wrong")
    yield from _table(head, [_consultation(m, name) for name in m.seconds])


def _consultation(m: Measured, name: str) -> tuple[str, ...]:
    s = m.seconds
    against = [f"{ratio(s[peer], s[name]):,.2f}" for peer in (CLIPS, USUAL)]
    wrong = str(m.wrong.get(name, m.wrong["columns"]))
    return (name, time_shown(median(s[name])), time_shown(max(s[name])), *against, wrong)


def _rules(m: Measured) -> Iterator[str]:
    yield "## Growth over rules"
    yield ""
    yield "Generated bases, half as many steps as rules; time per PD. `wrong`: what comes out is"
    yield "wrong on these rules (`NOT` fires before what it denies is concluded): no time is given."
    yield ""
    head = ("execution", *(f"{rules:,} rules" for rules in m.scale.rules))
    rows = [
        (name, *(time_shown(t) if t else "wrong" for t in times.values()))
        for name, times in m.rules.items()
    ]
    yield from _table(head, rows)


def _rows(m: Measured) -> Iterator[str]:
    yield "## Growth over rows"
    yield ""
    yield "From a Parquet file, each size in a process of its own; memory is the process's largest."
    outcomes, plans = time_shown(m.fixed[OUTCOMES]), time_shown(m.fixed[PLANS])
    yield f"A call costs {outcomes} (outcomes) or {plans} (plans) however few the rows: polars"
    yield "first plans some hundred expressions. It shows in small tables."
    yield ""
    yield from _table(("work", "rows", "seconds", "PDs/s", "memory"), [_row(row) for row in m.rows])


def _row(row: dict[str, Any]) -> tuple[str, ...]:
    if "failed" in row:
        return (MODES[row["mode"]], f"{row['wanted']:,}", "failed", *row["failed"][:1], "")
    speed = row["rows"] / row["seconds"]
    figures = (f"{row['rows']:,}", f"{row['seconds']:.3g}", f"{speed:,.0f}")
    return (MODES[row["mode"]], *figures, f"{row['memory']:.0f} MB")


def _start(m: Measured) -> Iterator[str]:
    yield "## Start-up and memory"
    yield ""
    yield "Importing, building, a first consultation: a fresh process that has loaded the rules."
    yield ""
    rows = [
        (name, time_shown(found["start"]), f"{found['memory']:.0f} MB")
        if "failed" not in found
        else (name, "failed", found["failed"][0])
        for name, found in m.start.items()
    ]
    yield from _table(("execution", "time", "memory added"), rows)


def _table(head: tuple[str, ...], rows: list[Any]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
