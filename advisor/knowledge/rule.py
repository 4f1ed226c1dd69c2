"""One rule, as its file states it, and the judgement of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from advisor.common.text import Text
from advisor.knowledge.model import Model
from advisor.knowledge.phrase import Holds, Phrase, Value, parse_phrase

DefectKind = Literal[
    "contradicts-everything",
    "impossible-answer",
    "dead-rule",
    "redundant-rule",
    "subsumed-rule",
    "exclusive-conclusions",
    "advised-though-done",
    "step-never-advised",
    "unreachable-prerequisites",
    "question-never-matters",
    "gap",
    "not-monotonic",
    "unused-waiver",
]


class Waiver(Model):
    """One kind of problem that is accepted here, and the reason."""

    problem: DefectKind
    reason: Text


Urgency = Literal["blocking", "enabling", "advancing", "sustaining"]
URGENCIES: tuple[Urgency, ...] = ("blocking", "enabling", "advancing", "sustaining")
RuleId = Annotated[str, Field(pattern=r"^[A-Z]{2,5}-\d{3}$")]
Part = Literal["all", "any", "unless"]


class Outcome(StrEnum):
    """What a rule comes to on a state of knowledge."""

    APPLIES = "applies"
    REJECTED = "rejected"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of `when`: a term, a phrase, and the part of `when` it stands in."""

    part: Part
    term: str
    phrase: Phrase

    def holds(self, values: Mapping[str, Value]) -> Holds:
        """Whether the line speaks for the rule; an `unless` line does when its phrase fails."""
        holds = self.phrase.holds(values.get(self.term))
        return holds if self.part != "unless" or holds is None else not holds


class When(Model):
    """The conditions: every `all`, at least one `any`, no `unless`; none, for everyone."""

    all: dict[str, str] = Field(default_factory=dict)
    any: dict[str, str] = Field(default_factory=dict)
    unless: dict[str, str] = Field(default_factory=dict)


class Then(Model):
    """What follows: a conclusion and/or an advised step, or a message that ends the matter."""

    conclude: str | None = None
    advise: str | None = None
    urgency: Urgency | None = None
    message: Text | None = None


class Example(Model):
    """A boundary example: the values of the terms the rule reads, and the expected outcome."""

    name: Text
    given: dict[str, str]
    expect: Outcome


class Rule(Model):
    """A rule file."""

    id: RuleId
    title: Text
    status: Literal["draft", "active", "retired"]
    since: str
    kind: Literal["inference", "contradiction", "out-of-scope"] = "inference"
    replaced_by: RuleId | None = None
    why: Text
    sources: tuple[str, ...] = Field(min_length=1)
    when: When
    then: Then
    examples: tuple[Example, ...]
    waivers: tuple[Waiver, ...] = ()

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """All lines of `when`, in the order written: all, any, unless."""
        return (*self.required, *self.alternatives)

    @cached_property
    def required(self) -> tuple[Condition, ...]:
        """The lines that must all hold: `all` and `unless`."""
        return (*self._lines("all", self.when.all), *self._lines("unless", self.when.unless))

    @cached_property
    def alternatives(self) -> tuple[Condition, ...]:
        """The lines of which one is enough: `any`."""
        return self._lines("any", self.when.any)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What the rule can come to; without conditions it always applies."""
        return tuple(Outcome) if self.conditions else (Outcome.APPLIES,)

    @property
    def reads(self) -> tuple[str, ...]:
        """The terms that the rule reads, each once, in the order written."""
        return tuple(dict.fromkeys(condition.term for condition in self.conditions))

    @staticmethod
    def _lines(part: Part, lines: dict[str, str]) -> tuple[Condition, ...]:
        return tuple(Condition(part, term, parse_phrase(text)) for term, text in lines.items())


def judge(rule: Rule, values: Mapping[str, Value]) -> Outcome:
    """What the rule comes to: rejected as soon as it cannot apply, undecided while it still may."""
    holds = [condition.holds(values) for condition in rule.required]
    if rule.alternatives:
        holds.append(_any(condition.holds(values) for condition in rule.alternatives))
    if False in holds:
        return Outcome.REJECTED
    return Outcome.UNDECIDED if None in holds else Outcome.APPLIES


def _any(holds: Iterable[Holds]) -> Holds:
    seen = set(holds)
    if True in seen:
        return True
    return None if None in seen else False
