"""How sure a step is: it follows from what is known, or it does unless it is already done.

A need is often known while nobody has told whether the steps that answer it were taken. Such a
step is advised *unless done*: one of its rules would apply if exactly the unanswered done-facts
were "no". Nothing else is concluded from that assumption.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

from advisor.inference.evaluator import Evaluation, without_done
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Outcome, Rule

Certainty = Literal["certain", "unless-done"]
Likely = Mapping[str, tuple[Rule, ...]]
"""Steps that are advised unless done, with the rules that would advise them."""


def unless_done(knowledge: Knowledge, evaluation: Evaluation) -> Likely:
    """The steps that are advised unless done, in the article's order, each with its rules.

    Of each of these rules at least one line is known to hold. A step that a rule advises already,
    or that is known to be done by itself or by a later step, is not among them.
    """
    assumed = without_done(knowledge, evaluation)
    found = {step: likely(knowledge, evaluation, assumed, step) for step in knowledge.steps}
    return {step: rules for step, rules in found.items() if rules}


def likely(
    knowledge: Knowledge, evaluation: Evaluation, assumed: Evaluation, step: str
) -> tuple[Rule, ...]:
    """The rules for which one step is advised unless done; `assumed` is `without_done`."""
    rules = knowledge.advisers[step]
    certain = any(evaluation.outcomes[rule.id] is Outcome.APPLIES for rule in rules)
    if certain or passed(knowledge, evaluation, step):
        return ()
    return tuple(
        rule
        for rule in rules
        if evaluation.outcomes[rule.id] is Outcome.UNDECIDED
        and assumed.outcomes[rule.id] is Outcome.APPLIES
        and any(condition.holds(evaluation.values) for condition in rule.conditions)
    )


def deciding_later(knowledge: Knowledge, evaluation: Evaluation, step: str) -> tuple[str, ...]:
    """The unanswered done-facts of the step and later ones: a "yes" shows that it was taken."""
    return tuple(t for t in telling(knowledge, step) if t not in evaluation.values)


def passed(knowledge: Knowledge, evaluation: Evaluation, step: str) -> tuple[str, ...]:
    """The done-facts that are known of the step and later ones: by them it was taken."""
    return tuple(t for t in telling(knowledge, step) if evaluation.values.get(t) is True)


def telling(knowledge: Knowledge, step: str) -> Iterator[str]:
    """The done-facts of the step and of those that come after it."""
    for later in (step, *knowledge.later[step]):
        if done_by := knowledge.steps[later].done_by:
            yield done_by
