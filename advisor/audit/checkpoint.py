"""Checkpoints: the ledger's size and head, to be kept where the ledger's keeper can't reach."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advisor.audit.canonical import canonical
from advisor.audit.ledger import Ledger
from advisor.errors import AdvisorError, Problem
from advisor.language import said

SCHEMA = "checkpoint/1"


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
        content = json.loads(path.read_text("utf-8"))
        assert content.pop("schema") == SCHEMA
        found = Checkpoint(**content)
        assert isinstance(found.size, int)
        assert isinstance(found.head, str)
        assert found.signature is None or set(found.signature) == {"algorithm", "key", "value"}
    except OSError as error:
        reason = error.strerror or str(error)
        problem = Problem(str(path), None, said("reader.unreadable", reason=reason))
        raise AdvisorError([problem]) from error
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError) as error:
        raise AdvisorError([Problem(str(path), None, said("ledger.checkpoint"))]) from error
    return found
