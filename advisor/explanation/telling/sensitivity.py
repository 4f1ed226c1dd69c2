"""`sensitivity` in words."""

from collections.abc import Iterator

from advisor.explanation.sensitivity import Effect, Sensitivity, Weight
from advisor.explanation.situation import Situation
from advisor.explanation.telling.speaker import Outline, Speaker, Telling


def tell_sensitivity(result: Sensitivity, situation: Situation, speaker: Speaker) -> Telling:
    """The unknown answers, those that can move most first, and what each value would do."""
    lead = speaker.held_back(situation) or (
        speaker.say("sensitivity.measure" if result.weights else "sensitivity.none"),
    )
    parts = [_weight(weight, situation, speaker) for weight in result.weights if weight.size]
    weak = [weight for weight in result.weights if not weight.size]
    if weak:
        lines = tuple(Outline(_weak(weight, speaker)) for weight in weak)
        parts.append(Outline(speaker.say("sensitivity.weak"), lines))
    return Telling(speaker.say("sensitivity.title"), lead, tuple(parts))


def _weight(weight: Weight, situation: Situation, speaker: Speaker) -> Outline:
    parameters = {"label": speaker.label(weight.term), "term": weight.term}
    sizes = {"size": weight.size, "reach": weight.reach}
    heading = speaker.say("sensitivity.question", **sizes, **parameters)
    effects = (
        Outline(_effect(weight.term, e, speaker), _first(e, speaker)) for e in weight.effects
    )
    return Outline(heading, tuple(effects))


def _weak(weight: Weight, speaker: Speaker) -> str:
    key = "sensitivity.words" if not weight.reach else "sensitivity.alone"
    return speaker.say(key, label=speaker.label(weight.term), term=weight.term, reach=weight.reach)


def _effect(term: str, effect: Effect, speaker: Speaker) -> str:
    value = speaker.case(term, effect.case)
    if effect.stops:
        return speaker.say("sensitivity.stops", value=value)
    return speaker.say("sensitivity.effect", value=value, moves=", ".join(_moves(effect, speaker)))


def _moves(effect: Effect, speaker: Speaker) -> Iterator[str]:
    move = effect.movement
    counts = {"new": len(move.new), "gone": len(move.gone), "moved": len(move.moved)}
    if not move.size:
        yield speaker.say("sensitivity.same")
    for kind, count in counts.items():
        if count:
            yield speaker.say(f"sensitivity.count-{kind}", count=count)


def _first(effect: Effect, speaker: Speaker) -> tuple[Outline, ...]:
    if not effect.first_changes or effect.first is None:
        return ()
    return (Outline(speaker.say("sensitivity.first", step=speaker.step(effect.first))),)
