"""The Advice: what a consultation gives (the contract `advice/1`)."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from advisor.advice.certainty import Certainty
from advisor.common.json_form import JsonForm
from advisor.common.text import Text
from advisor.inference.evaluator import Status
from advisor.knowledge.rule import Urgency

SCHEMA: Literal["advice/1"] = "advice/1"
HELD_BACK: tuple[Status, ...] = ("contradictory", "out-of-scope")
"""With these no plan is given."""
MOST = 2**53 - 1
"""The largest whole number that JSON keeps exactly."""

Name = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$")]
"""What a database is asked for, and what a terminal shows: without control characters."""
Number = Annotated[int, Field(ge=0, le=MOST)]
Value = bool | Annotated[int, Field(ge=-MOST, le=MOST)] | Name
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]

# What a name stands for is of use to the published schema, which lists the names that there are.
Asked = Annotated[Name, "asked term"]
Derived = Annotated[Name, "derived term"]
DoneFact = Annotated[Name, "asked term by which a step is done"]
StepName = Annotated[Name, "step"]
Actor = Annotated[Name, "actor"]
Statement = Annotated[Name, "statement of the article"]
Origin = Annotated[Name, "`answer`, or `rule:` and its name"]
Rank = Annotated[Number, "from 1"]
Sources = Annotated[tuple[Statement, ...], "at least one"]
Pd = Annotated[dict[str, str], "`name`, if it is known"]


@dataclass(frozen=True, slots=True)
class Because(JsonForm):
    """A term's value that carries a reason, and whether an answer or a rule gave it."""

    term: Name
    value: Value
    origin: Origin = field(metadata={"alias": "from"})


@dataclass(frozen=True, slots=True)
class Reason(JsonForm):
    """One rule that advises a step; `source` is the first of its `sources`."""

    rule: Name
    title: Text
    why: Text
    urgency: Urgency
    source: Statement
    sources: Sources
    because: tuple[Because, ...]


Reasons = Annotated[tuple[Reason, ...], "at least one"]


@dataclass(frozen=True, slots=True)
class AdvisedStep(JsonForm):
    """A step of the plan, worded for this PD; `unsure` are prerequisites not known to be done.

    A step advised unless done names in `confirm` the asked terms whose answers settle it.
    """

    rank: Rank
    step: StepName
    text: Text
    detail: Text
    actor: Actor
    urgency: Urgency
    unlocks: Number
    after: tuple[StepName, ...]
    unsure: tuple[StepName, ...]
    alternatives: Name | None
    sources: Sources
    reasons: Reasons
    certainty: Certainty = "certain"
    confirm: tuple[DoneFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding(JsonForm):
    """A decided derived term and the rule that decided it (for a false one, the first rejected)."""

    term: Derived
    value: bool
    rule: Name


@dataclass(frozen=True, slots=True)
class Undecided(JsonForm):
    """A rule that could still change the advice, and the unknown answers it hangs on."""

    rule: Name
    needs: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Contradiction(JsonForm):
    """Answers that cannot all be true."""

    rule: Name
    terms: tuple[Name, ...]
    message: Text


@dataclass(frozen=True, slots=True)
class Edition(JsonForm):
    """The knowledge base that was asked."""

    version: Name
    digest: Digest


@dataclass(frozen=True)
class Advice(JsonForm):
    """What a consultation gives: status, ranked plan, and all that is needed to check it.

    `relevant` lists the unknown asked terms that can still change the advice, in asking order. The
    same answers and knowledge give the same JSON.
    """

    schema: Literal["advice/1"]
    status: Status
    knowledge: Edition
    pd: Pd
    answers: dict[Asked, Value]
    findings: tuple[Finding, ...]
    steps: tuple[AdvisedStep, ...]
    undecided: tuple[Undecided, ...]
    contradictions: tuple[Contradiction, ...]
    message: Text | None
    relevant: tuple[Asked, ...]
    fired: tuple[Name, ...]

    @property
    def name(self) -> str | None:
        """The PD's name."""
        return self.pd.get("name")

    @property
    def held_back(self) -> bool:
        """Whether no plan is given, because the answers contradict or are out of scope."""
        return self.status in HELD_BACK
