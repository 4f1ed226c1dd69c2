"""`why-not` in words."""

from collections.abc import Iterator

from advisor.explanation.situation import Situation
from advisor.explanation.telling.outline import Outline, Telling
from advisor.explanation.telling.speaker import Speaker
from advisor.explanation.whynot import Need, Obstacle, WhyNot


def tell_why_not(answer: WhyNot, situation: Situation, speaker: Speaker) -> Telling:
    """Why a step is not advised or a rule does not apply."""
    return Telling(
        title=_title(answer, speaker),
        lead=tuple(_lead(answer, situation, speaker)),
        parts=(
            *(_obstacle(obstacle, speaker) for obstacle in answer.obstacles),
            *_leads(answer, speaker),
        ),
    )


def _leads(answer: WhyNot, speaker: Speaker) -> Iterator[Outline]:
    """The smallest sets of missing answers that would bring it about."""
    sets = tuple(
        Outline(
            "; ".join(f"{speaker.label(t)}: {speaker.value(t, v)} [{t}]" for t, v in lead.items())
        )
        for lead in answer.leads
    )
    if sets:
        yield Outline(
            speaker.say("whynot.leads-step" if answer.is_step else "whynot.leads-rule"), sets
        )


def _title(answer: WhyNot, speaker: Speaker) -> str:
    """What was asked, or what is so when the question was wrong."""
    if answer.is_step:
        key = "advised" if answer.verdict == "advised" else "step"
        step = speaker.step(answer.target)
        return speaker.say(f"whynot.title-{key}", step=step, id=answer.target)
    key = "applies" if answer.verdict == "applies" else "rule"
    title = speaker.knowledge.rule[answer.target].title
    return speaker.say(f"whynot.title-{key}", rule=answer.target, title=title)


def _lead(answer: WhyNot, situation: Situation, speaker: Speaker) -> Iterator[str]:
    kind = "step" if answer.is_step else "rule"
    rank = situation.plan.index(answer.target) + 1 if answer.target in situation.plan else 0
    rule = speaker.knowledge.rule.get(answer.target)
    status = speaker.say(f"rules.{rule.status}") if rule else ""
    parameters = {"rank": rank, "id": answer.target, "status": status}
    yield speaker.say(f"whynot.{kind}-{answer.verdict}", **parameters)
    if rule and rule.replaced_by:
        yield speaker.say("whynot.replaced", rule=rule.replaced_by)
    if answer.done:
        yield speaker.say("whynot.done", sentence=speaker.sentence(answer.done, True))
    yield from speaker.held_back(situation)


def _obstacle(obstacle: Obstacle, speaker: Speaker) -> Outline:
    rule = speaker.rule(obstacle.judged)
    if not obstacle.needs:
        return rule
    needs = tuple(_need(need, speaker) for need in obstacle.needs)
    return Outline(rule.text, (*rule.items, Outline(speaker.say("whynot.needs"), needs)))


def _need(need: Need, speaker: Speaker) -> Outline:
    outcomes = (
        Outline(speaker.say(f"whynot.if-{outcome.value}", value=speaker.case(need.term, case)))
        for case, outcome in need.outcomes
    )
    return Outline(f"{speaker.label(need.term)} [{need.term}]", tuple(outcomes))
