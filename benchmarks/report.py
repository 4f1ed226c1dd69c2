"""The figures as Markdown."""

from collections.abc import Iterator
from statistics import median
from typing import Any

from figures import MODES
from growth import why
from measure import ratio
from measured import CLIPS, USUAL, Measured
from part import Part, table
from picture import picture, time_shown
from targets import targets


def page(
    parts: dict[str, Part | str], scale: str, described: list[tuple[str, str]], taken: float
) -> str:
    """The whole page; a part that failed is the text of its error."""
    return "\n".join(_page(parts, scale, described, taken)).rstrip() + "\n"


def _page(
    parts: dict[str, Part | str], scale: str, described: list[tuple[str, str]], taken: float
) -> Iterator[str]:
    found = {name: part for name, part in parts.items() if isinstance(part, Part)}
    failed = {name: part for name, part in parts.items() if isinstance(part, str)}
    yield "# Benchmarks"
    yield ""
    yield f"Written by `make bench` (scale: {scale}) in {taken / 60:.1f} minutes. Everything ran in"
    yield "one run, each work in turn with its peer where it has one; times are medians, ratios"
    yield "medians of the rounds' ratios."
    yield ""
    yield from table(("machine", ""), described)
    yield ""
    held = [target.met for part in found.values() for target in part.targets if target.met]
    yield f"Targets met: {held.count('yes')} of {len(held)}."
    for name, error in failed.items():
        yield f"**{name} did not run**: `{error}`"
    for name, part in found.items():
        yield from ("", f"## {name}", "")
        head = ("work", "measured", "ratio", "target", "met")
        yield from table(head, [target.cells() for target in part.targets])
        if part.profiles:
            yield from ("", "Where the time goes (shares of samples, innermost function):", "")
            yield from (f"- {work}: {shares or '-'}" for work, shares in part.profiles.items())
        if part.body:
            yield from ("", *part.body)


def executions(m: Measured) -> Part:
    parts = (why, _consultations, _rules, _rows, _start)
    body = [line for part in parts for line in [*part(m), ""]][:-1]
    drawn = picture(m.per_pd, m.rules, m.per_second)
    image = ["![Time per PD, growth over rules and over rows](benchmarks.svg)", ""]
    return Part(list(targets(m)), m.sampled, image + body, drawn)


def _consultations(m: Measured) -> Iterator[str]:
    yield "### One PD"
    yield ""
    yield f"Wrong: of {m.scale.states} complete random states, those with a rule judged wrongly."
    yield "No peer knows a third value: on incomplete answers, what is not known counts as not so."
    yield ""
    head = ("execution", "time per PD", "slowest round", "x clipspy", "x experta", "wrong")
    yield from table(head, [_consultation(m, name) for name in m.seconds])


def _consultation(m: Measured, name: str) -> tuple[str, ...]:
    s = m.seconds
    against = [f"{ratio(s[peer], s[name]):,.2f}" for peer in (CLIPS, USUAL)]
    wrong = str(m.wrong.get(name, m.wrong["columns"]))
    return (name, time_shown(median(s[name])), time_shown(max(s[name])), *against, wrong)


def _rules(m: Measured) -> Iterator[str]:
    yield "### Growth over rules"
    yield ""
    yield "Generated bases, half as many steps as rules; time per PD. `wrong`: what comes out is"
    yield "wrong on these rules (`NOT` fires before what it denies is concluded): no time is given."
    yield ""
    head = ("execution", *(f"{rules:,} rules" for rules in m.scale.rules))
    rows = [
        (name, *(time_shown(t) if t else "wrong" for t in times.values()))
        for name, times in m.rules.items()
    ]
    yield from table(head, rows)


def _rows(m: Measured) -> Iterator[str]:
    yield "### Growth over rows"
    yield ""
    yield "From a Parquet file, each size in a process of its own; memory is the process's largest."
    yield ""
    yield from table(("work", "rows", "seconds", "PDs/s", "memory"), [_row(row) for row in m.rows])


def _row(row: dict[str, Any]) -> tuple[str, ...]:
    if "failed" in row:
        return (MODES[row["mode"]], f"{row['wanted']:,}", "failed", *row["failed"][:1], "")
    speed = row["rows"] / row["seconds"]
    figures = (f"{row['rows']:,}", f"{row['seconds']:.3g}", f"{speed:,.0f}")
    return (MODES[row["mode"]], *figures, f"{row['memory']:.0f} MB")


def _start(m: Measured) -> Iterator[str]:
    yield "### Start-up and memory"
    yield ""
    yield "Importing, building, a first consultation: a fresh process that has loaded the rules."
    yield ""
    rows = [
        (name, time_shown(found["start"]), f"{found['memory']:.0f} MB")
        if "failed" not in found
        else (name, "failed", found["failed"][0])
        for name, found in m.start.items()
    ]
    yield from table(("execution", "time", "memory added"), rows)
