"""The Advice: what a consultation gives, and its JSON form (the contract `advice/1`)."""

from dataclasses import dataclass
from typing import Any

from advisor.advice.certainty import Certainty
from advisor.common.text import Text
from advisor.inference.evaluator import Status
from advisor.knowledge.phrase import Value
from advisor.knowledge.rule import Urgency

SCHEMA = "advice/1"
HELD_BACK: tuple[Status, ...] = ("contradictory", "out-of-scope")
"""With these no plan is given."""


@dataclass(frozen=True, slots=True)
class Because:
    """A term's value that carries a reason, and whether an answer or a rule gave it."""

    term: str
    value: Value
    origin: str

    def as_json(self) -> dict[str, Any]:
        """`{"term", "value", "from"}`; `from` is `answer` or `rule:<id>`."""
        return {"term": self.term, "value": self.value, "from": self.origin}


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that advises a step."""

    rule: str
    title: Text
    why: Text
    urgency: Urgency
    sources: tuple[str, ...]
    because: tuple[Because, ...]

    def as_json(self) -> dict[str, Any]:
        """The reason as the contract shows it, plus `why`, `urgency` and all `sources`."""
        return {
            "rule": self.rule,
            "title": self.title.as_json(),
            "why": self.why.as_json(),
            "urgency": self.urgency,
            "source": self.sources[0],
            "sources": list(self.sources),
            "because": [item.as_json() for item in self.because],
        }


@dataclass(frozen=True, slots=True)
class AdvisedStep:
    """A step of the plan, worded for this PD.

    A step advised unless done names in `confirm` the asked terms whose answers settle it.
    """

    rank: int
    step: str
    text: Text
    detail: Text
    actor: str
    urgency: Urgency
    unlocks: int
    after: tuple[str, ...]
    unsure: tuple[str, ...]
    alternatives: str | None
    sources: tuple[str, ...]
    reasons: tuple[Reason, ...]
    certainty: Certainty = "certain"
    confirm: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The step as the contract shows it, plus `detail`, `unsure` (prerequisites not known to be
        done), `alternatives`, `certainty` and `confirm`.
        """
        return {
            "rank": self.rank,
            "step": self.step,
            "text": self.text.as_json(),
            "detail": self.detail.as_json(),
            "actor": self.actor,
            "urgency": self.urgency,
            "unlocks": self.unlocks,
            "after": list(self.after),
            "unsure": list(self.unsure),
            "alternatives": self.alternatives,
            "sources": list(self.sources),
            "reasons": [reason.as_json() for reason in self.reasons],
            "certainty": self.certainty,
            "confirm": list(self.confirm),
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """A decided derived term and the rule that decided it (for a false one, the first rejected)."""

    term: str
    value: bool
    rule: str

    def as_json(self) -> dict[str, Any]:
        """`{"term", "value", "rule"}`."""
        return {"term": self.term, "value": self.value, "rule": self.rule}


@dataclass(frozen=True, slots=True)
class Undecided:
    """A rule that could still change the advice, and the unknown answers it hangs on."""

    rule: str
    needs: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """`{"rule", "needs"}`."""
        return {"rule": self.rule, "needs": list(self.needs)}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Answers that cannot all be true."""

    rule: str
    terms: tuple[str, ...]
    message: Text

    def as_json(self) -> dict[str, Any]:
        """`{"rule", "terms", "message"}`."""
        return {"rule": self.rule, "terms": list(self.terms), "message": self.message.as_json()}


@dataclass(frozen=True)
class Advice:
    """What a consultation gives: status, ranked plan, and all that is needed to check it.

    `relevant` lists the unknown asked terms that can still change the advice, in asking order.
    """

    status: Status
    version: str
    digest: str
    name: str | None
    answers: dict[str, Value]
    findings: tuple[Finding, ...]
    steps: tuple[AdvisedStep, ...]
    undecided: tuple[Undecided, ...]
    contradictions: tuple[Contradiction, ...]
    message: Text | None
    relevant: tuple[str, ...]
    fired: tuple[str, ...]

    @property
    def held_back(self) -> bool:
        """Whether no plan is given, because the answers contradict or are out of scope."""
        return self.status in HELD_BACK

    def as_json(self) -> dict[str, Any]:
        """The contract `advice/1`; the same answers and knowledge give the same object."""
        return {
            "schema": SCHEMA,
            "status": self.status,
            "knowledge": {"version": self.version, "digest": self.digest},
            "pd": {"name": self.name} if self.name else {},
            "answers": dict(self.answers),
            "findings": [finding.as_json() for finding in self.findings],
            "steps": [step.as_json() for step in self.steps],
            "undecided": [item.as_json() for item in self.undecided],
            "contradictions": [item.as_json() for item in self.contradictions],
            "message": self.message.as_json() if self.message else None,
            "relevant": list(self.relevant),
            "fired": list(self.fired),
        }
