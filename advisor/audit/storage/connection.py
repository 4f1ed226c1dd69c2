"""What the ledger needs of a database connection."""

from collections.abc import Sequence
from typing import Any, Protocol

PATIENCE = 20
"""Seconds to wait for another process that is writing, unless told otherwise."""


class Connection(Protocol):
    """A connection in autocommit mode; parameters stand as `?`."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction has begun and not ended."""

    def execute(self, sql: str, parameters: Sequence[Any] = ...) -> Any:
        """Run one statement; the result can be fetched from and iterated."""

    def executemany(self, sql: str, rows: Any) -> Any:
        """Run one statement for each row."""

    def close(self) -> None:
        """Give it back."""
