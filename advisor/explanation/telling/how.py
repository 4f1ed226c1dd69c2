"""`explain` in words."""

from collections.abc import Iterator

from advisor.explanation.how import Comparison, Explanation
from advisor.explanation.situation import Situation
from advisor.explanation.telling.speaker import Outline, Speaker, Telling


def tell_how(explanation: Explanation, situation: Situation, speaker: Speaker) -> Telling:
    """Why a step is advised, and why at its rank."""
    step = explanation.step
    title = speaker.say("explain.title", step=step.text, id=step.step)
    place = speaker.say("explain.place", rank=step.rank, count=explanation.count)
    reasons = tuple(
        Outline(
            speaker.say(
                "explain.reason", number=number, title=judged.rule.title, rule=judged.rule.id
            ),
            (Outline(judged.rule.why.to(speaker.language)), *speaker.below(judged)),
        )
        for number, judged in enumerate(explanation.reasons, start=1)
    )
    urgency = Outline(
        speaker.say("explain.urgency", urgency=speaker.say(f"urgency.{step.urgency}"))
    )
    standing = (urgency, *(Outline(text) for text in _standing(explanation, situation, speaker)))
    heading = speaker.say("explain.standing", rank=step.rank)
    lead = (place, *_unsettled(explanation, speaker))
    return Telling(title, lead, (*reasons, Outline(heading, standing)))


def _unsettled(explanation: Explanation, speaker: Speaker) -> Iterator[str]:
    """What has to be found out about a step that may be done already."""
    step = explanation.step
    if step.certainty == "unless-done":
        labels = "; ".join(f"{speaker.label(term)} [{term}]" for term in step.confirm)
        yield speaker.say("explain.unless-done", terms=labels)


def _standing(explanation: Explanation, situation: Situation, speaker: Speaker) -> Iterator[str]:
    above, below = explanation.above, explanation.below
    if above:
        yield _compared(above, above.upper, "above", situation, speaker)
    else:
        yield speaker.say("explain.first")
    if below:
        yield _compared(below, below.lower, "below", situation, speaker)
    else:
        yield speaker.say("explain.last")


def _compared(
    comparison: Comparison, other: str, side: str, situation: Situation, speaker: Speaker
) -> str:
    return speaker.say(
        f"explain.{side}-{comparison.criterion}",
        rank=situation.plan.index(other) + 1,
        step=speaker.step(other, situation),
        upper=_urgency(speaker, comparison.upper_value),
        lower=_urgency(speaker, comparison.lower_value),
    )


def _urgency(speaker: Speaker, value: str | int | None) -> str | int | None:
    return speaker.say(f"explain.urgency-{value}") if isinstance(value, str) else value
