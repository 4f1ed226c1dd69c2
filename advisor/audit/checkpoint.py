"""Checkpoints: the ledger's size and head, to be kept where the ledger's keeper can't reach."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advisor.audit.ledger import Ledger
from advisor.audit.record import canonical
from advisor.common import os_errors
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.common.strict_json import read_json

SCHEMA = "checkpoint/1"
NO_CHECKPOINT = (
    ValueError, KeyError, TypeError, AttributeError, AssertionError, RecursionError,
)  # fmt: skip
"""What reading anything else than a checkpoint can raise."""


@dataclass(frozen=True)
class Checkpoint:
    """How many records there were and the hash of the last, at a time (UTC).

    `signature` is None or `{"algorithm", "key", "value"}`, both in hex, over the canonical JSON of
    the rest.
    """

    size: int
    head: str
    time: str
    signature: dict[str, str] | None = None

    @property
    def signed(self) -> bytes:
        """The bytes that a signature is made over."""
        rest = {"schema": SCHEMA, "size": self.size, "head": self.head, "time": self.time}
        return canonical(rest)

    def as_json(self) -> dict[str, Any]:
        """The checkpoint as a file holds it."""
        content: dict[str, Any] = json.loads(self.signed)
        return {**content, "signature": self.signature} if self.signature else content


def checkpoint(ledger: Ledger) -> Checkpoint:
    """The checkpoint of the ledger as it is now."""
    size, head = ledger.head()
    time = ledger.clock().isoformat(timespec="seconds").replace("+00:00", "Z")
    return Checkpoint(size, head, time)


def read_checkpoint(path: Path) -> Checkpoint:
    """A checkpoint from its file. Raises AdvisorError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = os_errors.reason(error)
        problem = Problem(str(path), None, said("reader.unreadable", reason=reason))
        raise AdvisorError([problem]) from error
    return parse_checkpoint(content, str(path))


def parse_checkpoint(text: str | bytes, name: str) -> Checkpoint:
    """A checkpoint from what its file holds; messages call it `name`. Raises AdvisorError."""
    try:
        content = read_json(text)
        assert content.pop("schema") == SCHEMA
        found = Checkpoint(**content)
        assert isinstance(found.size, int)
        assert isinstance(found.head, str)
        assert isinstance(found.time, str)
        assert found.signature is None or set(found.signature) == {"algorithm", "key", "value"}
        assert all(isinstance(value, str) for value in (found.signature or {}).values())
        # Also a size beyond what JSON keeps exactly has no canonical form.
        assert found.signed
    except NO_CHECKPOINT as error:
        raise _no_checkpoint(name) from error
    return found


def _no_checkpoint(name: str) -> AdvisorError:
    return AdvisorError([Problem(name, None, said("ledger.checkpoint"))])
