"""The specification in code: three-valued forward chaining, layer by layer, in plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.knowledge.rule import Outcome, judge

Status = Literal["advised", "nothing-to-do", "needs-answers", "out-of-scope", "contradictory"]
"""What a consultation comes to."""

Answers = Mapping[str, Value]
"""Known answers by asked term; a term that is absent is not known."""


@dataclass(frozen=True)
class Evaluation:
    """What the rules make of the answers.

    `values` holds the answers and every decided derived term (absent means undecided);
    `outcomes` holds the outcome of every active rule, in firing order.
    """

    values: dict[str, Value]
    outcomes: dict[str, Outcome]

    @property
    def fired(self) -> tuple[str, ...]:
        """The ids of the rules that apply, in firing order."""
        return tuple(rule for rule, outcome in self.outcomes.items() if outcome is Outcome.APPLIES)


def evaluate(knowledge: Knowledge, answers: Answers) -> Evaluation:
    """Judge every rule after all rules that decide what it reads."""
    values = dict(answers)
    outcomes: dict[str, Outcome] = {}
    for layer, decided in zip(knowledge.layers, knowledge.decided_at, strict=True):
        for rule in layer:
            outcomes[rule.id] = judge(rule, values)
        for term in decided:
            close(knowledge, term, outcomes, values)
    return Evaluation(values, outcomes)


def without_done(knowledge: Knowledge, evaluation: Evaluation) -> Evaluation:
    """What the rules would make of the answers if no step that nobody was asked about were done.

    The assumption: every done-fact (a step's `done_by`) without an answer is "no". What is decided
    stays decided, so only undecided rules are judged again.
    """
    values = {**dict.fromkeys(knowledge.done_facts, False), **evaluation.values}
    outcomes = dict(evaluation.outcomes)
    for layer, decided in zip(knowledge.layers, knowledge.decided_at, strict=True):
        for rule in layer:
            if outcomes[rule.id] is Outcome.UNDECIDED:
                outcomes[rule.id] = judge(rule, values)
        for term in decided:
            if term not in values:
                close(knowledge, term, outcomes, values)
    return Evaluation(values, outcomes)


def close(
    knowledge: Knowledge, term: str, outcomes: Mapping[str, Outcome], values: dict[str, Value]
) -> None:
    """Decide a derived term: true by one rule that applies, false when all are rejected."""
    seen = {outcomes[rule.id] for rule in knowledge.supporters[term]}
    if Outcome.APPLIES in seen:
        values[term] = True
    elif seen == {Outcome.REJECTED}:
        values[term] = False
