"""The shape of a record and of an advice as the ledger keeps them.

Whatever reads either reads it through here, so that what was changed outside the program is found
to be damaged before anything relies on it. Names stand in the order of their letters, as canonical
JSON has them, because a TypedDict is filled in the order of its fields.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, NotRequired

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, with_config
from typing_extensions import TypedDict

from advisor.advice.advice import Advice, Digest, Name, Number, Value
from advisor.advice.notes import Status as Progress
from advisor.inference.evaluator import Status

Time = Annotated[str, StringConstraints(pattern=r"^[0-9-]{10}T[0-9:.]{12}Z$")]

exact = with_config(ConfigDict(strict=True, extra="forbid"))


@exact
class Program(TypedDict):
    """What made the record."""

    advisor: Name
    experta: Name


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
@dataclass(frozen=True)
class StoredAdvice(Advice):
    """An advice without the PD's name; before 1.1.0 every step was certain, and none said so."""

    pd: Annotated[dict[str, str], Field(max_length=0)]


def record_of(text: str | bytes) -> dict[str, Any]:
    """A record's content from its JSON. Raises ValueError for anything else."""
    return dict(_record().validate_json(text))


def advice_of(text: str | bytes) -> dict[str, Any]:
    """A stored advice as its JSON has it. Raises ValueError for anything else."""
    _stored_advice().validate_json(text)
    return dict(json.loads(text))


def advice_from_json(content: dict[str, Any]) -> Advice:
    """The Advice whose JSON this is, or was before 1.1.0."""
    return _advice().validate_python(content)


@cache
def _record() -> "TypeAdapter[Consultation | FollowUp | Redaction]":
    # Made when first needed: giving and recording advice reads no record.
    kinds = Annotated[Consultation | FollowUp | Redaction, Field(discriminator="kind")]
    return TypeAdapter(kinds)


@cache
def _stored_advice() -> "TypeAdapter[StoredAdvice]":
    return TypeAdapter(StoredAdvice)


@cache
def _advice() -> "TypeAdapter[Advice]":
    return TypeAdapter(Advice)
