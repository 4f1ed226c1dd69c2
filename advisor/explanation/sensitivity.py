"""Sensitivity: which unknown answers matter most.

The effect of an answer is the number of steps that it alone would remove from the plan, add to it
or move within it; the effect of a question is that of its strongest answer. Its reach is the number
of steps that hang on it, alone or with other answers. Questions are ordered by the larger of both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from advisor.advice.facts import Facts
from advisor.advice.ranking import rank
from advisor.advice.relevance import applying
from advisor.common.json_form import JsonForm, json_object
from advisor.explanation.difference import Movement, movement
from advisor.explanation.domain import Case, cases
from advisor.explanation.situation import Situation
from advisor.inference.evaluator import Evaluation
from advisor.inference.incremental import reevaluate
from advisor.knowledge.knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Effect:
    """What one case of an unknown answer would do to the plan, everything else left as it is.

    `first` is the step that would stand first (None when no step would), `first_changes` whether
    that differs from now; `stops` whether the answer would end the consultation as out of scope.
    """

    case: Case
    movement: Movement
    first: str | None
    first_changes: bool
    stops: bool

    def as_json(self) -> dict[str, Any]:
        """`{"value", "to", "effect"}`, the movement, `first`, `first_changes` and `stops`."""
        what = {**self.case.as_json(), "effect": self.movement.size, **self.movement.as_json()}
        return {
            **what, "first": self.first, "first_changes": self.first_changes, "stops": self.stops,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weight:
    """An unknown answer and what each of its possible cases would do.

    A case that would contradict the answers given is impossible and left out. `words` tells that
    the answer also changes how an advised step is worded. `reach` is the number of steps that some
    undecided rule would advise and that hang on this answer, alone or with others.
    """

    term: str
    effects: tuple[Effect, ...]
    reach: int
    words: bool

    @property
    def size(self) -> int:
        """The effect of the strongest answer."""
        return max((effect.movement.size for effect in self.effects), default=0)

    @property
    def most(self) -> int:
        """What the answer can move at most, alone or with others."""
        return max(self.size, self.reach)

    def as_json(self) -> dict[str, Any]:
        """`{"term", "effect", "reach", "words", "answers"}`."""
        head = {"term": self.term, "effect": self.size, "reach": self.reach}
        return json_object(**head, words=self.words, answers=self.effects)


@dataclass(frozen=True, slots=True)
class Sensitivity(JsonForm):
    """The unknown answers that can still change the advice: those that can move most first, ties by
    effect and then in asking order; none while the plan is held back.

    `status` is that of the advice now.
    """

    schema: Literal["sensitivity/1"] = field(default="sensitivity/1", init=False)
    status: str
    steps: int
    weights: tuple[Weight, ...] = field(metadata={"alias": "questions"})


def sensitivity(knowledge: Knowledge, facts: Facts) -> Sensitivity:
    """How far each unknown answer that still matters could move the plan."""
    return sensitivity_of(Situation.of(knowledge, facts))


def sensitivity_of(situation: Situation) -> Sensitivity:
    """The same, for a situation whose advice may be known already."""
    relevant = () if situation.held_back else situation.advice.relevant
    weights = [_weight(situation, term) for term in relevant]
    ordered = tuple(sorted(weights, key=lambda weight: (-weight.most, -weight.size)))
    return Sensitivity(situation.advice.status, len(situation.plan), ordered)


def _weight(situation: Situation, term: str) -> Weight:
    knowledge = situation.knowledge
    effects = (_effect(situation, term, case) for case in cases(knowledge, term))
    words = any(term in knowledge.worded_by[step] for step in situation.plan)
    return Weight(
        term, tuple(effect for effect in effects if effect), _reach(situation, term), words
    )


def _reach(situation: Situation, term: str) -> int:
    undecided = [item.rule for item in situation.advice.undecided if term in item.needs]
    steps = {situation.knowledge.rule[rule].then.advise for rule in undecided}
    return len(steps - {None})


def _effect(situation: Situation, term: str, case: Case) -> Effect | None:
    knowledge, before = situation.knowledge, situation.plan
    evaluation = reevaluate(knowledge, situation.evaluation, {term: case.first})
    kinds = {rule.kind for rule in applying(knowledge, evaluation)}
    stops = "out-of-scope" in kinds
    if "contradiction" in kinds and not stops:
        return None
    after = () if stops else _plan(knowledge, evaluation)
    first = after[0] if after else None
    return Effect(case, movement(before, after), first, first != _first(before), stops)


def _plan(knowledge: Knowledge, evaluation: Evaluation) -> tuple[str, ...]:
    return tuple(step.step for step in rank(knowledge, evaluation))


def _first(plan: Sequence[str]) -> str | None:
    return plan[0] if plan else None
