"""One PD as the explanations see it: its facts, what the rules make of them, and the plan."""

from dataclasses import dataclass
from functools import cached_property

from advisor.advice.advice import Advice, AdvisedStep
from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts
from advisor.inference.evaluator import Evaluation, evaluate
from advisor.knowledge.knowledge import Knowledge


@dataclass(frozen=True)
class Situation:
    """Facts and their evaluation; the advice is made when it is first needed."""

    knowledge: Knowledge
    facts: Facts
    evaluation: Evaluation

    @classmethod
    def of(cls, knowledge: Knowledge, facts: Facts) -> "Situation":
        """Evaluate the facts."""
        return cls(knowledge, facts, evaluate(knowledge, facts.answers))

    @cached_property
    def advice(self) -> Advice:
        """The advice that the facts lead to."""
        return advice_of(self.knowledge, self.facts, self.evaluation)

    @property
    def plan(self) -> tuple[str, ...]:
        """The advised steps in order; none while the plan is held back."""
        return tuple(step.step for step in self.advice.steps)

    @property
    def held_back(self) -> bool:
        """Whether no plan is given, because the answers contradict or are out of scope."""
        return self.advice.held_back

    def advised(self, step: str) -> AdvisedStep | None:
        """The step as the plan has it, or None."""
        return next((item for item in self.advice.steps if item.step == step), None)
