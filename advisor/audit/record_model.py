"""The shape of a record and of an advice as the ledger keeps them.

Whatever reads either reads it through here, so that what was changed outside the program is found
to be damaged before anything relies on it. Names stand in the order of their letters, as canonical
JSON has them, because a TypedDict is filled in the order of its fields.
"""

from functools import cache
from typing import Annotated, Any, Literal, NotRequired

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, with_config
from typing_extensions import TypedDict

from advisor.advice.certainty import Certainty
from advisor.advice.notes import Status as Progress
from advisor.inference.evaluator import Status
from advisor.knowledge.rule import Urgency

MOST = 2**53 - 1
"""The largest whole number that JSON keeps exactly."""

Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$")]
"""What a database is asked for, and what a terminal shows: without control characters."""
Number = Annotated[int, Field(ge=0, le=MOST)]
Time = Annotated[str, StringConstraints(pattern=r"^[0-9-]{10}T[0-9:.]{12}Z$")]
Value = bool | Annotated[int, Field(ge=-MOST, le=MOST)] | Name
Words = Annotated[str, StringConstraints(min_length=1)]

exact = with_config(ConfigDict(strict=True, extra="forbid"))


@exact
class Program(TypedDict):
    """What made the record."""

    advisor: Name
    experta: Name


@exact
class Edition(TypedDict):
    """A knowledge base."""

    digest: Digest
    version: Name


@exact
class KeptEdition(TypedDict):
    """A knowledge base whose files the ledger keeps."""

    digest: Digest
    texts: Digest
    version: Name


@exact
class Consultation(TypedDict):
    """What a consultation's record holds; `after` is the same PD's consultation before."""

    advice: Digest
    after: NotRequired[Number]
    answers: dict[Name, Value]
    fired: list[Name]
    kind: Literal["consultation"]
    knowledge: KeptEdition
    not_known: list[Name]
    number: Number
    personal: dict[Name, Digest]
    previous: Name
    program: Program
    rejected: list[Name]
    request: NotRequired[Name]
    schema: Literal["record/1"]
    status: Status
    steps: list[Name]
    time: Time
    undecided: list[Name]


@exact
class Redaction(TypedDict):
    """What the record of a redaction holds."""

    about: Number
    kind: Literal["redaction"]
    number: Number
    personal: dict[Name, Digest]
    previous: Name
    reason: str
    removed: list[Name]
    schema: Literal["record/1"]
    time: Time


@exact
class Noted(TypedDict):
    """How far a step is, and the day by which it is to be done."""

    due: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None
    status: Progress


@exact
class FollowUp(TypedDict):
    """What the record of a follow-up holds: of each step that changed, how it stands now.

    What is free text in it is personal text, under `notes`.
    """

    changes: dict[Name, Noted]
    consultation: Number
    kind: Literal["follow-up"]
    number: Number
    personal: dict[Name, Digest]
    previous: Name
    request: NotRequired[Name]
    schema: Literal["record/1"]
    time: Time


@exact
class Bilingual(TypedDict):
    """A text in both languages."""

    en: Words
    id: Words


Because = TypedDict("Because", {"from": Name, "term": Name, "value": Value})
exact(Because)


@exact
class Reason(TypedDict):
    """A rule that advises a step."""

    because: list[Because]
    rule: Name
    source: Name
    sources: list[Name]
    title: Bilingual
    urgency: Urgency
    why: Bilingual


@exact
class Step(TypedDict):
    """A step of the plan; before 1.1.0 every step was certain, and none said so."""

    actor: Name
    after: list[Name]
    alternatives: Name | None
    certainty: NotRequired[Certainty]
    confirm: NotRequired[list[Name]]
    detail: Bilingual
    rank: Number
    reasons: list[Reason]
    sources: list[Name]
    step: Name
    text: Bilingual
    unlocks: Number
    unsure: list[Name]
    urgency: Urgency


@exact
class Finding(TypedDict):
    """A decided derived term."""

    rule: Name
    term: Name
    value: bool


@exact
class Undecided(TypedDict):
    """A rule that could still change the advice."""

    needs: list[Name]
    rule: Name


@exact
class Contradiction(TypedDict):
    """Answers that cannot all be true."""

    message: Bilingual
    rule: Name
    terms: list[Name]


@exact
class StoredAdvice(TypedDict):
    """An advice (`advice/1`) without the PD's name."""

    answers: dict[Name, Value]
    contradictions: list[Contradiction]
    findings: list[Finding]
    fired: list[Name]
    knowledge: Edition
    message: Bilingual | None
    pd: Annotated[dict[Name, None], Field(max_length=0)]
    relevant: list[Name]
    schema: Literal["advice/1"]
    status: Status
    steps: list[Step]
    undecided: list[Undecided]


def record_of(text: str | bytes) -> dict[str, Any]:
    """A record's content from its JSON. Raises ValueError for anything else."""
    return dict(_record().validate_json(text))


def advice_of(text: str | bytes) -> dict[str, Any]:
    """A stored advice from its JSON. Raises ValueError for anything else."""
    return dict(_advice().validate_json(text))


@cache
def _record() -> "TypeAdapter[Consultation | FollowUp | Redaction]":
    # Made when first needed: giving and recording advice reads no record.
    kinds = Annotated[Consultation | FollowUp | Redaction, Field(discriminator="kind")]
    return TypeAdapter(kinds)


@cache
def _advice() -> "TypeAdapter[StoredAdvice]":
    return TypeAdapter(StoredAdvice)
