"""One record of the chain: its canonical form, its personal text, and what it is found by."""

import hashlib
import json
import re
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any, Literal

import rfc8785

from advisor.audit.record_model import record_of
from advisor.audit.storage.connection import Connection, portions
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.knowledge.phrase import Value

GENESIS = "sha256:" + "0" * 64
"""What the first record names as its predecessor."""


_PLAIN = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_SORTED_OTHERWISE = re.compile("[\ud800-\U0010ffff]")
"""Characters that UTF-16, by which RFC 8785 sorts names, has in another order."""
_WRITTEN_OTHERWISE = re.compile(r'(?:":|[,[])-?(?:[0-9]{16}|[0-9]+[.eE]|NaN|Infinity)')
"""What a number may begin with that is large or not whole."""


def canonical(content: object) -> bytes:
    """The one way to write this JSON object or list as bytes: RFC 8785."""
    plain = _PLAIN.encode(content)
    if _SORTED_OTHERWISE.search(plain) or _WRITTEN_OTHERWISE.search(plain):
        return rfc8785.dumps(content)  # type: ignore[arg-type]
    return plain.encode()


def sha256(content: bytes) -> str:
    """`sha256:` and the hex digest of bytes."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Personal:
    """One personal text and the salt that keeps its commitment from being guessed."""

    field: str
    salt: str
    text: str

    @property
    def commitment(self) -> str:
        """What the chain holds instead of the text; without the salt it says nothing of it."""
        return sha256(canonical([self.field, self.salt, self.text]))


def salted(field: str, text: str | None) -> Personal | None:
    """A personal text with fresh salt; None when there is none."""
    return Personal(field, secrets.token_hex(32), text) if text else None


class DamagedError(AdvisorError):
    """Records whose content, advice or rule texts are gone or were changed beyond reading."""

    def __init__(self, *numbers: int) -> None:
        message, hint = said("ledger.damaged-record"), said("ledger.verify-it")
        super().__init__(Problem(str(number), None, message, hint) for number in numbers)


SCHEMA = "record/1"
Kind = Literal["consultation", "follow-up", "redaction"]
Mention = tuple[str, str, str]
"""What a record can be found by: kind (`rule`, `step`, `answer`, `request`, the `consultation` that
it follows up, or the one that it comes `after`), name, value.
"""


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


def written_time(time: datetime) -> str:
    """A time as records write it: UTC, with milliseconds."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


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
    if "after" in body:
        yield "after", str(body["after"]), ""
    if "consultation" in body:
        yield "consultation", str(body["consultation"]), ""
    if "request" in body:
        yield "request", body["request"], ""


@lru_cache(maxsize=None, typed=True)
def indexed(value: Value) -> str:
    """An answer as the index writes it; typed, because True equals 1 and is another answer."""
    return json.dumps(value)


PORTION = 100
"""Records that are completed with one question to the database."""


def completed(
    connection: Connection, rows: Iterable[tuple[int, str, str]]
) -> Iterator[tuple[int, Record]]:
    """Each record from its number, body and hash, with the number under which it is kept."""
    for portion in portions(rows, PORTION):
        numbers = [number for number, _, _ in portion]
        personal, redacted = _personal(connection, numbers), _redacted(connection, numbers)
        for number, text, hash in portion:
            yield number, Record(number, text, hash, personal[number], number in redacted)


def _personal(connection: Connection, numbers: list[int]) -> dict[int, dict[str, str]]:
    query = (
        f"SELECT record, field, text FROM personal WHERE record IN ({_marks(numbers)})"
        " ORDER BY record, field"
    )
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for number, name, text in connection.execute(query, numbers):
        found[number][name] = text
    return found


def _redacted(connection: Connection, numbers: list[int]) -> set[int]:
    query = f"SELECT about FROM record WHERE about IN ({_marks(numbers)})"
    return {number for (number,) in connection.execute(query, numbers)}


def _marks(numbers: list[int]) -> str:
    return ", ".join("?" for _ in numbers)
