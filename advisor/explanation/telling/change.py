"""`smallest-change` in words."""

from collections.abc import Iterator

from advisor.explanation.change import ChangeSet, SmallestChange
from advisor.explanation.situation import Situation
from advisor.explanation.telling.speaker import Outline, Speaker, Telling
from advisor.explanation.telling.whatif import changed_answer, moves


def tell_change(change: SmallestChange, situation: Situation, speaker: Speaker) -> Telling:
    """The smallest sets of answers to change, and what else each would do."""
    sets = tuple(_set(number, item, speaker) for number, item in enumerate(change.sets, start=1))
    return Telling(_title(change, situation, speaker), tuple(_lead(change, speaker)), sets)


def _title(change: SmallestChange, situation: Situation, speaker: Speaker) -> str:
    goal = "gain" if change.gain else "drop"
    name = change.target.name
    kind = change.target.kind
    what = speaker.step(name, situation) if kind == "step" else speaker.sentence(name, True)
    return speaker.say(f"smallest.{goal}-{kind}", what=what, name=name)


def _lead(change: SmallestChange, speaker: Speaker) -> Iterator[str]:
    if change.already:
        yield speaker.say("smallest.already")
    elif not change.sets:
        yield speaker.say("smallest.none")
        for option in _left(change):
            yield speaker.say(f"smallest.none-{option}")
    else:
        size = len(change.sets[0].changes)
        yield speaker.say("smallest.found", count=len(change.sets), size=size)
    if change.capped:
        yield speaker.say("smallest.capped", cap=change.cap)


def _left(change: SmallestChange) -> Iterator[str]:
    """What would let more answers change."""
    if not change.allow_worse:
        yield "worse"
    if not change.any_term:
        yield "any"


def _set(number: int, item: ChangeSet, speaker: Speaker) -> Outline:
    changes = (_changed(item, term, speaker) for term in item.changes)
    effects = tuple(Outline(line) for line in moves(item.difference, speaker))
    doubt = () if item.settled else (Outline(speaker.say("smallest.unsettled")),)
    effect = (Outline(speaker.say("smallest.effect"), effects),) if effects else ()
    return Outline(speaker.say("smallest.set", number=number), (*changes, *doubt, *effect))


def _changed(item: ChangeSet, term: str, speaker: Speaker) -> Outline:
    text = changed_answer(item.difference, term, item.changes[term], speaker)
    return Outline(speaker.say("smallest.worse", change=text) if term in item.worse else text)
