"""One PD as the explanations see it, and the names by which a person asks about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from advisor.advice.advice import HELD_BACK, Advice, AdvisedStep
from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts
from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import Said, said
from advisor.inference.evaluator import Evaluation, Status, evaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Rule


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


def find_step(situation: Situation, name: str) -> str:
    """The step of this id, in any case of letters, or at this rank (from 1) of the plan.

    Raises AdvisorError: with the nearest id or all of them, or with the number of ranks.
    """
    step = _step(situation, name)
    if step is None:
        raise unknown(name, "explain.no-step", situation.knowledge.steps)
    return step


def find_step_or_rule(knowledge: Knowledge, name: str) -> str | Rule:
    """The step's id or the rule of this name, in any case of letters. Raises AdvisorError."""
    if name.upper() in knowledge.rule:
        return knowledge.rule[name.upper()]
    if name.lower() in knowledge.steps:
        return name.lower()
    if is_rank(name):
        raise AdvisorError([Problem(name, None, said("explain.rank-is-advised"))])
    hint = did_you_mean(name.upper(), knowledge.rule)
    raise unknown(name, "explain.no-step-or-rule", knowledge.steps, hint)


@dataclass(frozen=True, slots=True)
class Target:
    """A step, a finding (a derived term) or an active rule, by its name."""

    name: str
    kind: Literal["step", "finding", "rule"]

    def rules(self, knowledge: Knowledge) -> tuple[Rule, ...]:
        """The active rules of which one is enough to bring the target about."""
        match self.kind:
            case "step":
                return knowledge.advisers[self.name]
            case "finding":
                return knowledge.supporters[self.name]
            case _:
                return (knowledge.rule[self.name],)


def find_target(situation: Situation, name: str) -> Target:
    """The step (by id or by rank in the plan) or finding of this name. Raises AdvisorError."""
    knowledge, step = situation.knowledge, _step(situation, name)
    if step is not None:
        return Target(step, "step")
    if name.lower() in knowledge.supporters:
        return Target(name.lower(), "finding")
    near = did_you_mean(name.lower(), knowledge.supporters)
    asked = name in knowledge.vocabulary.asked
    hint = said("explain.is-answer", name=name) if asked else near
    raise unknown(name, "explain.no-step-or-finding", knowledge.steps, hint)


def find_asked(knowledge: Knowledge, name: str) -> str:
    """The asked term of this name. Raises AdvisorError with the nearest one."""
    if name not in knowledge.vocabulary.asked:
        raise unknown(name, "explain.no-question", knowledge.vocabulary.asked)
    return name


def unknown(name: str, key: str, known: Iterable[str], hint: Said | None = None) -> AdvisorError:
    """The error that `name` is none of `known`; without a better `hint` it names the nearest of
    them, or else all.
    """
    names = tuple(known)
    hint = hint or did_you_mean(name.lower(), names) or said("explain.known", names=names)
    return AdvisorError([Problem(name, None, said(key), hint)])


def is_rank(name: str) -> bool:
    """Whether this can be the rank of a step, and not its id."""
    return name.isascii() and name.isdigit()


def at_rank(rank: str, plan: Sequence[str], status: Status) -> str:
    """The step at this rank (from 1) of a plan. Raises AdvisorError with the number of ranks."""
    if status in HELD_BACK:
        raise AdvisorError([Problem(rank, None, said("explain.held-back", step=rank))])
    place = int(rank) if len(rank) < 7 else 0
    if not 1 <= place <= len(plan):
        raise AdvisorError([Problem(rank, None, said("explain.no-rank", count=len(plan)))])
    return plan[place - 1]


def _step(situation: Situation, name: str) -> str | None:
    if is_rank(name):
        return at_rank(name, situation.plan, situation.advice.status)
    return name.lower() if name.lower() in situation.knowledge.steps else None
