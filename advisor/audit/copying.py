"""A ledger carried over to another place, byte for byte."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from advisor.audit.checkpoint import checkpoint
from advisor.audit.ledger import Ledger
from advisor.audit.storage.connection import Place, portions
from advisor.audit.storage.schema import raise_version
from advisor.audit.verify import verify
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said

CONTENT = (
    ("blob", "digest, content", "id"),
    ("manifest", "manifest, path, blob", "1, 2"),
    ("record", "number, time, kind, status, about, knowledge, body, hash", "1"),
    ("mention", "kind, name, value, record", "1, 2, 3, 4"),
    ("personal", "record, field, salt, text", "1, 2"),
)
"""Every table with its columns and an order that is the same in every database."""
PORTION = 1000


@dataclass(frozen=True)
class Copied:
    """From where to where, how many records, and the hash of the last."""

    source: str
    target: str
    size: int
    head: str


def copy(source: Place, target: Place) -> Copied:
    """Copy the whole ledger as it is now into an empty one, and verify the copy.

    All of it is copied or nothing. Raises AdvisorError when there are records already, or when
    what was copied does not verify.
    """
    with Ledger.reading(source) as old, Ledger.writing(target) as new, new.appending():
        for table, columns, order in CONTENT:
            _refuse_unless_empty(new, table)
            marks = ", ".join("?" for _ in columns.split(", "))
            for portion in _portions(old, f"SELECT {columns} FROM {table} ORDER BY {order}"):
                new.connection.executemany(
                    f"INSERT INTO {table} ({columns}) VALUES ({marks})", portion
                )
        raise_version(new.connection, new.store.dialect, old.form)
        found = verify(new, checkpoint(old))
        if not found.whole:
            told = [Problem(old.store.name, None, problem) for problem in found.problems]
            hint = said("copying.keep")
            raise AdvisorError([*told, Problem(old.store.name, None, said("copying.broken"), hint)])
    return Copied(old.store.name, new.store.name, found.size, found.head)


def _refuse_unless_empty(ledger: Ledger, table: str) -> None:
    if ledger.connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():
        hint = said("copying.elsewhere")
        raise AdvisorError([Problem(ledger.store.name, None, said("copying.not-empty"), hint)])


def _portions(ledger: Ledger, query: str) -> Iterator[list[Any]]:
    # Its own errors are told of this ledger, and not of the one that is written to.
    with ledger.store.in_words():
        yield from portions(ledger.rows(query), PORTION)
