"""Examples for the documentation, taken from the knowledge: whatever base is served."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from advisor.advice.facts import Facts
from advisor.explanation.domain import other_values
from advisor.explanation.whatif import what_if
from advisor.knowledge.rule import Outcome
from advisor.knowledge.vocabulary import written
from advisor.web.api.call import read_facts
from advisor.web.installation import Site


@dataclass(frozen=True)
class Examples:
    """One PD, and the names that go with it."""

    site: Site

    @cached_property
    def facts(self) -> Facts:
        """The first PD of the lessons, or of the rules' own examples, that gets a plan."""
        found = (facts for facts in self._candidates() if self.site.preview(facts).steps)
        return next(found, Facts({}))

    @cached_property
    def step(self) -> str:
        """A step of its plan; any step when there is no plan."""
        plan = self.site.preview(self.facts).steps
        return plan[-1].step if plan else next(iter(self.site.knowledge.steps))

    @cached_property
    def target(self) -> str:
        """A step that its plan does not have; any step when the plan has all."""
        plan = {step.step for step in self.site.preview(self.facts).steps}
        steps = self.site.knowledge.steps
        return next((step for step in steps if step not in plan), next(iter(steps)))

    @cached_property
    def rule(self) -> str:
        """A rule that fired for it."""
        fired = self.site.preview(self.facts).fired
        return fired[0] if fired else self.site.knowledge.rules[0].id

    @cached_property
    def change(self) -> dict[str, Any]:
        """The first other answer that moves its plan, as a body writes it."""
        knowledge = self.site.knowledge
        for term, value in self.facts.answers.items():
            for other in other_values(knowledge, term, value):
                if not what_if(knowledge, self.facts, {term: other}).nothing:
                    return {term: written(other)}
        return {next(iter(knowledge.vocabulary.asked)): "unknown"}

    def _candidates(self) -> Iterator[Facts]:
        for lesson in self.site.lessons:
            yield self._facts(lesson.answers)
        asked = self.site.knowledge.vocabulary.asked
        for rule in self.site.knowledge.rules:
            for example in rule.examples:
                if example.expect is Outcome.APPLIES and asked.keys() >= example.given.keys():
                    yield self._facts(example.given)

    def _facts(self, answers: Mapping[str, str]) -> Facts:
        return read_facts(self.site.knowledge.vocabulary, {"answers": dict(answers)})
