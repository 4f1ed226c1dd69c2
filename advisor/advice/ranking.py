"""Ranks the advised steps; the order can be told in one sentence.

What must come first comes first; among the steps that are ready, the most urgent reason decides,
then how many other advised steps wait for it, then how many reasons it has, then the order of
the article.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from advisor.advice.certainty import Certainty, Likely, unless_done
from advisor.inference.evaluator import Evaluation
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import URGENCIES, Outcome, Rule, Urgency


@dataclass(frozen=True, slots=True)
class RankedStep:
    """One advised step at its rank (from 1), with exactly what the ranking looked at.

    `after` names the advised steps it waits for, `unlocks` counts the advised steps that wait,
    directly or not, for it; `reasons` are the rules that advise it, the most urgent first.
    `unsure` names steps that come before it of which it is not known whether they are done.
    Whether it is certain or advised unless done does not count in the order.
    """

    rank: int
    step: str
    urgency: Urgency
    unlocks: int
    after: tuple[str, ...]
    reasons: tuple[Rule, ...]
    unsure: tuple[str, ...] = ()
    certainty: Certainty = "certain"

    def key(self, knowledge: Knowledge) -> tuple[int, int, int, int]:
        """What is compared, smallest first, among the steps that are ready."""
        urgency = URGENCIES.index(self.urgency)
        return (urgency, -self.unlocks, -len(self.reasons), knowledge.position[self.step])


def rank(
    knowledge: Knowledge, evaluation: Evaluation, likely: Likely | None = None
) -> tuple[RankedStep, ...]:
    """The advised steps in the order in which to take them, those advised unless done (`likely`,
    worked out unless given) among the certain ones.
    """
    if likely is None:
        likely = unless_done(knowledge, evaluation)
    waiting = {step.step: step for step in _unranked(knowledge, evaluation, likely)}
    ranked: list[RankedStep] = []
    while waiting:
        ready = [step for step in waiting.values() if waiting.keys().isdisjoint(step.after)]
        best = min(ready, key=lambda step: step.key(knowledge))
        del waiting[best.step]
        ranked.append(replace(best, rank=len(ranked) + 1))
    return tuple(ranked)


def _unranked(knowledge: Knowledge, evaluation: Evaluation, likely: Likely) -> list[RankedStep]:
    certain = advised(knowledge, evaluation)
    reasons = {
        step: _by_urgency(certain.get(step) or likely[step])
        for step in knowledge.steps
        if step in certain or step in likely
    }
    after = {step: _prerequisites(knowledge, evaluation, step, reasons) for step in reasons}
    unlocks = {step: len(_dependents(step, after)) for step in reasons}
    return [
        RankedStep(
            rank=0,
            step=step,
            urgency=_urgency(rules[0]),
            unlocks=unlocks[step],
            after=after[step],
            reasons=rules,
            unsure=_unsure(knowledge, evaluation, step, reasons),
            certainty="certain" if step in certain else "unless-done",
        )
        for step, rules in reasons.items()
    ]


def advised(knowledge: Knowledge, evaluation: Evaluation) -> dict[str, tuple[Rule, ...]]:
    """Each step that is certain, in the article's order, with the rules that apply for it."""
    applying = {
        step: tuple(rule for rule in rules if evaluation.outcomes[rule.id] is Outcome.APPLIES)
        for step, rules in knowledge.advisers.items()
    }
    return {step: rules for step, rules in applying.items() if rules}


def _by_urgency(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return tuple(sorted(rules, key=lambda rule: URGENCIES.index(_urgency(rule))))


def _prerequisites(
    knowledge: Knowledge, evaluation: Evaluation, step: str, advised: Mapping[str, object]
) -> tuple[str, ...]:
    """The nearest advised steps before `step`.

    The search looks past a step that is not advised, unless that step is known to be done: what
    came before a step already taken holds nobody up.
    """
    found: dict[str, None] = {}
    for earlier in knowledge.prerequisites(step, evaluation.values):
        done_by = knowledge.steps[earlier].done_by
        if earlier in advised:
            found[earlier] = None
        elif done_by is None or evaluation.values.get(done_by) is not True:
            found.update(dict.fromkeys(_prerequisites(knowledge, evaluation, earlier, advised)))
    return tuple(found)


def _unsure(
    knowledge: Knowledge, evaluation: Evaluation, step: str, advised: Mapping[str, object]
) -> tuple[str, ...]:
    """The direct prerequisites that may still turn out to be needed."""
    return tuple(
        earlier
        for earlier in knowledge.prerequisites(step, evaluation.values)
        if earlier not in advised
        and any(
            evaluation.outcomes[rule.id] is Outcome.UNDECIDED
            for rule in knowledge.advisers[earlier]
        )
    )


def _dependents(step: str, after: Mapping[str, tuple[str, ...]]) -> set[str]:
    direct = {other for other, earlier in after.items() if step in earlier}
    return direct.union(*(_dependents(other, after) for other in direct))


def _urgency(rule: Rule) -> Urgency:
    assert rule.then.urgency is not None
    return rule.then.urgency
