"""`why-not` in words."""

from collections.abc import Iterator

from advisor.explanation.situation import Situation
from advisor.explanation.telling.speaker import Outline, Speaker, Telling
from advisor.explanation.whynot import Fork, Need, Obstacle, WhyNot
from advisor.knowledge.rule import Outcome


def tell_why_not(answer: WhyNot, situation: Situation, speaker: Speaker) -> Telling:
    """Why a step is not advised or a rule does not apply."""
    return Telling(
        title=_title(answer, situation, speaker),
        lead=tuple(_lead(answer, situation, speaker)),
        parts=(
            *(_obstacle(obstacle, situation, speaker) for obstacle in answer.obstacles),
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


def _title(answer: WhyNot, situation: Situation, speaker: Speaker) -> str:
    """What was asked, or what is so when the question was wrong."""
    if answer.is_step:
        key = "advised" if answer.verdict in ("advised", "unless-done") else "step"
        step = speaker.step(answer.target, situation)
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
    yield from speaker.held_back(situation)
    yield speaker.say(f"whynot.{kind}-{_standing(answer, situation)}", **parameters)
    if rule and rule.replaced_by:
        yield speaker.say("whynot.replaced", rule=rule.replaced_by)
    if answer.passed:
        sentences = "; ".join(speaker.sentence(term, True) for term in answer.passed)
        yield speaker.say("whynot.passed", sentences=sentences)
    if answer.done:
        yield speaker.say("whynot.done", sentence=speaker.sentence(answer.done, True))


def _standing(answer: WhyNot, situation: Situation) -> str:
    """The verdict, or why nothing that is still missing can turn it."""
    if answer.reachable is not False:
        return answer.verdict
    return "stopped" if situation.held_back else "unreachable"


def _obstacle(obstacle: Obstacle, situation: Situation, speaker: Speaker) -> Outline:
    rule = speaker.rule(obstacle.judged)
    # While the plan is held back no missing answer decides anything.
    if not obstacle.needs or situation.held_back:
        return rule
    needs = tuple(_need(need, speaker) for need in obstacle.needs)
    return Outline(rule.text, (*rule.items, Outline(speaker.say("whynot.needs"), needs)))


def _need(need: Need, speaker: Speaker) -> Outline:
    forks = tuple(Outline(_fork(fork, need.term, speaker)) for fork in need.outcomes)
    return Outline(f"{speaker.label(need.term)} [{need.term}]", forks)


def _fork(fork: Fork, term: str, speaker: Speaker) -> str:
    """What comes of one case: first of all whether it can be."""
    if fork.ended_by:
        kinds = {speaker.knowledge.rule[name].kind for name in fork.ended_by}
        key = "contradiction" if "contradiction" in kinds else "out-of-scope"
    elif fork.reachable or fork.outcome is Outcome.REJECTED:
        key = fork.outcome.value
    else:
        key = "unreachable"
    value = speaker.case(term, fork)
    return speaker.say(f"whynot.if-{key}", value=value, rules=fork.ended_by)
