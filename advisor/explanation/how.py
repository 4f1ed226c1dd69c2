"""How: why a step is in the plan, down to the answers, and why it stands at its rank."""

from dataclasses import dataclass
from typing import Any, Literal

from advisor.advice.advice import AdvisedStep
from advisor.advice.facts import Facts
from advisor.advice.ranking import RankedStep, rank
from advisor.common.errors import AdvisorError, Problem
from advisor.common.json_form import JsonForm, json_object
from advisor.common.language import said
from advisor.explanation.proof import Judged, Prover
from advisor.explanation.situation import Situation, find_step
from advisor.inference.evaluator import without_done
from advisor.knowledge.knowledge import Knowledge

Criterion = Literal["prerequisite", "urgency", "waiting", "reasons", "order"]
_CRITERIA: tuple[Criterion, ...] = ("urgency", "waiting", "reasons", "order")


@dataclass(frozen=True, slots=True)
class Comparison(JsonForm):
    """Two neighbours of the plan and what put the upper one first.

    `criterion` decided; `upper_value` and `lower_value` are what it compared: urgencies, numbers of
    steps that wait, numbers of reasons, or places in the article's order (from 1). For a
    prerequisite they are None.
    """

    upper: str
    lower: str
    criterion: Criterion
    upper_value: str | int | None = None
    lower_value: str | int | None = None


def compare(knowledge: Knowledge, upper: RankedStep, lower: RankedStep) -> Comparison:
    """What put `upper` directly before `lower`."""
    if upper.step in lower.after:
        return Comparison(upper.step, lower.step, "prerequisite")
    keys = zip(_CRITERIA, upper.key(knowledge), lower.key(knowledge), strict=True)
    criterion = next(name for name, mine, other in keys if mine != other)
    values = (_shown(knowledge, step)[criterion] for step in (upper, lower))
    return Comparison(upper.step, lower.step, criterion, *values)


def _shown(knowledge: Knowledge, step: RankedStep) -> dict[Criterion, str | int]:
    return {
        "urgency": step.urgency,
        "waiting": step.unlocks,
        "reasons": len(step.reasons),
        "order": knowledge.position[step.step] + 1,
    }


SCHEMA = "explanation/1"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a step is advised: `reasons` proves each rule that advises it, or that would if the step
    were not done.

    `above` and `below` compare it with its neighbours in the plan of `count` steps; None at an end.
    """

    step: AdvisedStep
    count: int
    reasons: tuple[Judged, ...]
    above: Comparison | None
    below: Comparison | None

    def as_json(self) -> dict[str, Any]:
        """`{"schema", "step", "rank", "of", "text", "certainty", "confirm", "reasons", "above",
        "below"}`.
        """
        return json_object(
            schema=SCHEMA,
            step=self.step.step,
            rank=self.step.rank,
            of=self.count,
            text=self.step.text,
            certainty=self.step.certainty,
            confirm=self.step.confirm,
            reasons=self.reasons,
            above=self.above,
            below=self.below,
        )


def explain(knowledge: Knowledge, facts: Facts, step: str) -> Explanation:
    """Prove that a step, named by its id or its rank, belongs in the plan, at its rank.

    Raises AdvisorError when there is no such step or when the plan does not have it.
    """
    situation = Situation.of(knowledge, facts)
    name = find_step(situation, step)
    advised = situation.advised(name)
    if advised is None:
        key = "explain.held-back" if situation.held_back else "explain.not-advised"
        raise AdvisorError([Problem(step, None, said(key, step=name))])
    above, below = _neighbours(situation, advised.rank)
    return Explanation(advised, len(situation.plan), _reasons(situation, advised), above, below)


def _reasons(situation: Situation, step: AdvisedStep) -> tuple[Judged, ...]:
    knowledge, evaluation = situation.knowledge, situation.evaluation
    prover = Prover(knowledge, evaluation)
    if step.certainty == "unless-done":
        prover = Prover(knowledge, without_done(knowledge, evaluation), evaluation)
    return tuple(prover.judged(situation.knowledge.rule[reason.rule]) for reason in step.reasons)


def _neighbours(situation: Situation, place: int) -> tuple[Comparison | None, Comparison | None]:
    knowledge = situation.knowledge
    ranked = rank(knowledge, situation.evaluation)
    above = compare(knowledge, ranked[place - 2], ranked[place - 1]) if place > 1 else None
    below = compare(knowledge, ranked[place - 1], ranked[place]) if place < len(ranked) else None
    return above, below
