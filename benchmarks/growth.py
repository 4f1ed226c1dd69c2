"""What each further row and rule costs, and where the time of a call goes."""

from collections.abc import Iterator
from itertools import pairwise

from figures import OUTCOMES, PLANS
from measured import COMPILED, Measured
from part import table
from picture import time_shown
from profiles import STAGES, Profile


def why(m: Measured) -> Iterator[str]:
    """What each further row and rule costs: whether a missed target is a cost of the call."""
    yield "### What lies behind the growth"
    yield ""
    yield "Seconds as a + b * rows; a is what a call costs before its first row: the file is"
    yield "opened, expressions are planned, threads wake."
    yield ""
    rows = [
        (work, time_shown(max(a, 0.0)), time_shown(b), f"{off:.0%}")
        for work, (a, b, off) in m.lines.items()
    ]
    yield from table(("work", "a", "b, per row", "largest deviation"), rows)
    yield ""
    yield "And what each further rule costs a PD in the generated bases:"
    yield ""
    yield from table(("execution", "from", "to", "time per further rule"), list(_further_rules(m)))
    yield ""
    yield from _stages(m.profile)
    yield ""
    yield from _parts(m.profile)


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
    yield from table(("rows", *STAGES, "together"), rows)
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
    yield from table(head, rows)
    yield ""
    yield f"A PD has {profile.entries[less]:.1f} advised steps at {less:,} rules and"
    yield f"{profile.entries[more]:.1f} at {more:,}: the answer itself grows"
    yield f"{entries / grown:.2f} x as fast as the rules, and n entries take n log n to sort."
