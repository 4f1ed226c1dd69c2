"""A case file: consultations, each with a sentence for a name, the answers, and what to expect."""

from typing import Any, Literal

from advisor.advice.advice import Advice, AdvisedStep, Because
from advisor.advice.certainty import Certainty
from advisor.common.text import Text
from advisor.knowledge.model import Model
from advisor.knowledge.rule import Urgency


class ExpectedStep(Model):
    """One step of the expected plan. What is left out is not looked at.

    `reasons` gives, for each rule, the terms it rests on; `term by RULE` where a rule decided it.
    `reason_urgencies` gives the urgency of each of these rules.
    """

    step: str
    actor: str | None = None
    urgency: Urgency | None = None
    after: tuple[str, ...] | None = None
    unsure: tuple[str, ...] | None = None
    reasons: dict[str, tuple[str, ...]] | None = None
    reason_urgencies: dict[str, Urgency] | None = None
    certainty: Certainty | None = None
    confirm: tuple[str, ...] | None = None


class Expected(Model):
    """What the advice must be. What is left out is not looked at; `steps` is the whole plan."""

    status: Literal["advised", "nothing-to-do", "needs-answers", "out-of-scope", "contradictory"]
    steps: tuple[ExpectedStep, ...] | None = None
    contradictions: dict[str, tuple[str, ...]] | None = None
    undecided: dict[str, tuple[str, ...]] | None = None
    open: tuple[str, ...] | None = None


class Case(Model):
    """One consultation."""

    name: Text
    answers: dict[str, str]
    expect: Expected


class Cases(Model):
    """A case file."""

    cases: tuple[Case, ...]


def seen(advice: Advice) -> dict[str, Any]:
    """What a person sees of an advice, in the form of `expect`, nothing left out.

    Two advices are the same exactly when this is. Not in it: the digest, which any change of a
    file changes, and the findings and fired rules that led to nothing a person is shown. What a
    step waits for stands in the order of the plan, as a plan shows it.
    """
    rank = {step.step: step.rank for step in advice.steps}
    return {
        "status": advice.status,
        "steps": [_step(step, rank) for step in advice.steps],
        "contradictions": {item.rule: list(item.terms) for item in advice.contradictions},
        "undecided": {item.rule: list(item.needs) for item in advice.undecided},
        "open": list(advice.relevant),
    }


def _step(step: AdvisedStep, rank: dict[str, int]) -> dict[str, Any]:
    return {
        "step": step.step,
        "actor": step.actor,
        "urgency": step.urgency,
        "after": sorted(step.after, key=rank.__getitem__),
        "unsure": list(step.unsure),
        "reasons": {r.rule: [_because(item) for item in r.because] for r in step.reasons},
        "reason_urgencies": {r.rule: r.urgency for r in step.reasons},
        "certainty": step.certainty,
        "confirm": list(step.confirm),
    }


def _because(item: Because) -> str:
    rule = item.origin.partition(":")[2]
    return f"{item.term} by {rule}" if rule else item.term
