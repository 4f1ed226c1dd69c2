"""`what-if` in words: side by side, or one value after another."""

from collections.abc import Iterator, Sequence

from advisor.advice.certainty import passed
from advisor.explanation.difference import Difference
from advisor.explanation.telling.speaker import Outline, Speaker, Table, Telling
from advisor.explanation.whatif import Changes, Swept
from advisor.knowledge.phrase import Value


def tell_what_if(difference: Difference, changes: Changes, speaker: Speaker) -> Telling:
    """The plan before and after, side by side, and the rules that changed outcome."""
    changed = Outline(speaker.say("whatif.changes"), changed_answers(difference, changes, speaker))
    parts: list[Outline | Table] = [changed]
    if difference.after.plan or (difference.before.plan and not difference.after.held_back):
        parts.append(_table(difference, speaker))
    if difference.rules:
        parts.append(_rules(difference, speaker))
    return Telling(speaker.say("whatif.title"), tuple(_lead(difference, speaker)), tuple(parts))


def tell_sweep(cases: Sequence[Swept], changes: Changes, speaker: Speaker) -> Telling:
    """What each value of one term would do."""
    term = cases[0].term
    title = speaker.say("whatif.sweep-title", label=speaker.label(term), term=term)
    changed = changed_answers(cases[0].difference, changes, speaker)
    first = (Outline(speaker.say("whatif.changes"), changed),) if changes else ()
    return Telling(title, (), (*first, *(_swept(case, speaker) for case in cases)))


def changed_answers(
    difference: Difference, changes: Changes, speaker: Speaker
) -> tuple[Outline, ...]:
    """Each changed answer: from, to."""
    return tuple(
        Outline(changed_answer(difference, term, value, speaker)) for term, value in changes.items()
    )


def changed_answer(difference: Difference, term: str, value: Value | None, speaker: Speaker) -> str:
    """One changed answer: from, to."""
    return speaker.say(
        "whatif.change",
        label=speaker.label(term),
        before=speaker.value(term, difference.before.facts.answers.get(term)),
        after=speaker.value(term, value),
        term=term,
    )


def moves(difference: Difference, speaker: Speaker) -> Iterator[str]:
    """What becomes of the plan, a sentence for each kind of change."""
    for kind, steps in _changes(difference).items():
        situation = difference.before if kind == "gone" else difference.after
        names = [speaker.step(step, situation) for step in steps]
        if names:
            yield speaker.say(f"whatif.{kind}-steps", count=len(names), steps="; ".join(names))


def _lead(difference: Difference, speaker: Speaker) -> Iterator[str]:
    if difference.nothing:
        yield speaker.say("whatif.nothing")
    elif not difference.after.held_back:
        counts = {kind: len(steps) for kind, steps in _changes(difference).items()}
        yield speaker.say("whatif.summary", **counts)
    after = difference.after
    if after.advice.status != difference.before.advice.status and not after.held_back:
        yield speaker.say(f"whatif.now-{after.advice.status}", count=len(after.plan))
    yield from speaker.held_back(after)


def _table(difference: Difference, speaker: Speaker) -> Table:
    keys = ("whatif.before", "whatif.after", "plan.step", "whatif.what")
    steps = (*difference.after.plan, *difference.movement.gone)
    rows = tuple(_row(difference, step, speaker) for step in steps)
    return Table(tuple(speaker.say(key) for key in keys), rows)


def _row(difference: Difference, step: str, speaker: Speaker) -> tuple[str, ...]:
    before, after = difference.before, difference.after
    situation = after if step in after.plan else before
    kinds = (kind for kind, steps in _changes(difference).items() if step in steps)
    what = [speaker.say(f"whatif.{kind}") for kind in kinds]
    if step not in after.plan and passed(after.knowledge, after.evaluation, step):
        what.append(speaker.say("whatif.passed"))
    ranks = (_rank(before.plan, step), _rank(after.plan, step))
    return (*ranks, speaker.step(step, situation), ", ".join(what))


def _changes(difference: Difference) -> dict[str, tuple[str, ...]]:
    """The steps of each kind of change."""
    return {
        "new": difference.movement.new,
        "gone": difference.movement.gone,
        "moved": difference.movement.moved,
        "reworded": difference.reworded,
        "reasoned": difference.reasoned,
        "settled": difference.settled,
    }


def _rank(plan: Sequence[str], step: str) -> str:
    return str(plan.index(step) + 1) if step in plan else "-"


def _rules(difference: Difference, speaker: Speaker) -> Outline:
    lines = (
        speaker.say(
            "whatif.rule",
            rule=change.rule,
            title=speaker.knowledge.rule[change.rule].title,
            before=speaker.say(f"outcome.{change.before.value}"),
            after=speaker.say(f"outcome.{change.after.value}"),
        )
        for change in difference.rules
    )
    return Outline(speaker.say("whatif.rules"), tuple(Outline(line) for line in lines))


def _swept(case: Swept, speaker: Speaker) -> Outline:
    value = speaker.case(case.term, case.case) if case.case else speaker.say("explain.unknown")
    heading = speaker.say("whatif.current", value=value) if case.current else value
    difference = case.difference
    lines = speaker.held_back(difference.after) or tuple(moves(difference, speaker))
    return Outline(heading, tuple(Outline(t) for t in lines or [speaker.say("whatif.nothing")]))
