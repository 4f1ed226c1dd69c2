"""One record of the chain."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Literal

from advisor.audit.canonical import canonical, sha256
from advisor.audit.damage import DamagedError
from advisor.audit.record_model import record_of
from advisor.knowledge.phrase import Value

SCHEMA = "record/1"
Kind = Literal["consultation", "redaction"]
Mention = tuple[str, str, str]
"""What a record can be found by: kind (`rule`, `step`, `answer` or `request`), name, value."""


@dataclass(frozen=True)
class Record:
    """A record as it stands in the chain, and what of its personal text is still there.

    `number` is the one under which the ledger keeps it, `text` is canonical JSON, `hash` its
    SHA-256. `personal` maps a field to its text; `redacted` says that personal text was removed.
    """

    number: int
    text: str
    hash: str
    personal: dict[str, str] = field(default_factory=dict)
    redacted: bool = False

    @cached_property
    def body(self) -> dict[str, Any]:
        """The record's content, with commitments in place of personal text.

        Raises DamagedError for what is no record, or that of another number.
        """
        try:
            content = record_of(self.text)
        except ValueError as error:
            raise DamagedError(self.number) from error
        if content["number"] != self.number:
            raise DamagedError(self.number)
        return content

    @property
    def readable(self) -> bool:
        """Whether the content is that of a record of this number."""
        try:
            return bool(self.body)
        except DamagedError:
            return False

    @property
    def consultation(self) -> dict[str, Any]:
        """The content of what is kept as a consultation. Raises DamagedError for anything else."""
        if self.kind != "consultation":
            raise DamagedError(self.number)
        return self.body

    @property
    def time(self) -> str:
        """When it was recorded, UTC."""
        return str(self.body["time"])

    @property
    def kind(self) -> Kind:
        """What was recorded."""
        kind: Kind = self.body["kind"]
        return kind


def seal(body: dict[str, Any]) -> Record:
    """The record with this content."""
    content = canonical(body)
    return Record(body["number"], content.decode(), sha256(content))


def apart(records: Iterable[Record]) -> tuple[list[Record], DamagedError | None]:
    """The records whose content can be read, and an error that names the others, if any."""
    whole: list[Record] = []
    damaged: list[Record] = []
    for record in records:
        (whole if record.readable else damaged).append(record)
    return whole, DamagedError(*(record.number for record in damaged)) if damaged else None


def columns(body: dict[str, Any]) -> tuple[int, str, str, str | None, int | None, str | None]:
    """What the table repeats of a body: number, time, kind, status, about, knowledge digest."""
    knowledge = body.get("knowledge") or {}
    about, digest = body.get("about"), knowledge.get("digest")
    return body["number"], body["time"], body["kind"], body.get("status"), about, digest


def mentions(body: dict[str, Any]) -> Iterator[Mention]:
    """What a record can be found by."""
    yield from (("rule", rule, "") for rule in body.get("fired", ()))
    yield from (("step", step, "") for step in body.get("steps", ()))
    for term, value in body.get("answers", {}).items():
        yield "answer", term, indexed(value)
    if "request" in body:
        yield "request", body["request"], ""


@lru_cache(maxsize=None, typed=True)
def indexed(value: Value) -> str:
    """An answer as the index writes it; typed, because True equals 1 and is another answer."""
    return json.dumps(value)
