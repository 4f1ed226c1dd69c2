"""What differs between two plans and between the evaluations behind them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from advisor.advice.advice import AdvisedStep
from advisor.common.json_form import JsonForm, json_object
from advisor.explanation.situation import Situation
from advisor.knowledge.phrase import Value
from advisor.knowledge.rule import Outcome

_Differs = Callable[[AdvisedStep, AdvisedStep], bool]


@dataclass(frozen=True, slots=True)
class Movement(JsonForm):
    """How the order of steps changed. Each tuple names steps: `gone` in the order of the plan
    before, the others in the order of the plan after.

    A step has moved when its place among the steps that both plans share has changed; a step that
    only slides up or down because another one went or came has not.
    """

    gone: tuple[str, ...]
    new: tuple[str, ...]
    moved: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many steps went, came or moved."""
        return len(self.gone) + len(self.new) + len(self.moved)


def movement(before: Sequence[str], after: Sequence[str]) -> Movement:
    """What became of a plan, given as step ids in order."""
    kept_before = [step for step in before if step in after]
    kept_after = [step for step in after if step in before]
    place = {step: number for number, step in enumerate(kept_before)}
    return Movement(
        gone=tuple(step for step in before if step not in after),
        new=tuple(step for step in after if step not in before),
        moved=tuple(step for number, step in enumerate(kept_after) if place[step] != number),
    )


@dataclass(frozen=True, slots=True)
class RuleChange(JsonForm):
    """A rule whose outcome changed."""

    rule: str
    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True)
class FindingChange(JsonForm):
    """A derived term whose value changed; None is undecided."""

    term: str
    before: Value | None
    after: Value | None


@dataclass(frozen=True)
class Difference:
    """Two situations of one PD, side by side."""

    before: Situation
    after: Situation

    @cached_property
    def movement(self) -> Movement:
        """Steps gone, new and moved."""
        return movement(self.before.plan, self.after.plan)

    @cached_property
    def reworded(self) -> tuple[str, ...]:
        """The steps in both plans whose text or detail is worded otherwise now."""
        return self._kept(lambda a, b: (a.text, a.detail) != (b.text, b.detail))

    @cached_property
    def reasoned(self) -> tuple[str, ...]:
        """The steps in both plans that are advised for other reasons now."""
        return self._kept(lambda a, b: [r.rule for r in a.reasons] != [r.rule for r in b.reasons])

    @cached_property
    def settled(self) -> tuple[str, ...]:
        """The steps in both plans that are certain in one of them alone."""
        return self._kept(lambda a, b: a.certainty != b.certainty)

    @cached_property
    def rules(self) -> tuple[RuleChange, ...]:
        """The rules whose outcome changed, in firing order."""
        before, after = self.before.evaluation.outcomes, self.after.evaluation.outcomes
        return tuple(
            RuleChange(rule, before[rule], outcome)
            for rule, outcome in after.items()
            if before[rule] is not outcome
        )

    @cached_property
    def findings(self) -> tuple[FindingChange, ...]:
        """The derived terms whose value changed, in the vocabulary's order."""
        before, after = self.before.evaluation.values, self.after.evaluation.values
        names = (term.name for term in self.before.knowledge.vocabulary.derived)
        return tuple(
            FindingChange(name, before.get(name), after.get(name))
            for name in names
            if before.get(name) != after.get(name)
        )

    @property
    def nothing(self) -> bool:
        """Whether a person would see the same plan: status, what contradicts what, steps, order,
        certainty, reasons and words.
        """
        before, after = self.before.advice, self.after.advice
        same = (before.status, before.contradictions) == (after.status, after.contradictions)
        kept = self.reworded or self.reasoned or self.settled
        return same and not (self.movement.size or kept)

    def as_json(self) -> dict[str, Any]:
        """Statuses, both plans, what differs, and what holds the later plan back, if anything."""
        return json_object(
            status={"before": self.before.advice.status, "after": self.after.advice.status},
            plan={"before": self.before.plan, "after": self.after.plan},
            **self.movement.as_json(),
            reworded=self.reworded,
            other_reasons=self.reasoned,
            other_certainty=self.settled,
            rules=self.rules,
            findings=self.findings,
            contradictions=self.after.advice.contradictions,
        )

    def _kept(self, differs: _Differs) -> tuple[str, ...]:
        earlier = {step.step: step for step in self.before.advice.steps}
        return tuple(
            step.step
            for step in self.after.advice.steps
            if step.step in earlier and differs(earlier[step.step], step)
        )
