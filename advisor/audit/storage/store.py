"""The place that keeps a ledger: a file or a database."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from advisor.audit.storage.connection import PATIENCE, Connection, Place, is_address
from advisor.audit.storage.dialect import Dialect
from advisor.audit.storage.sqlite import File
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said


class Store(Protocol):
    """Lends connections. `name` is how messages call it, without any password."""

    @property
    def name(self) -> str:
        """A file's path or a database's address."""

    @property
    def dialect(self) -> Dialect:
        """What is said differently here."""

    def connect(self) -> Connection:
        """Open for writing; what can be made is made."""

    def connect_to_read(self) -> Connection:
        """Open for reading only."""

    def rows(self, connection: Any, sql: str, parameters: Sequence[Any]) -> Any:
        """The rows of a query that may be long, as they come."""

    def in_words(self) -> AbstractContextManager[None]:
        """Turns the database's errors into an AdvisorError that says what to do."""


def store(place: Place, patience: float = PATIENCE) -> Store:
    """What keeps the ledger at this place, and waits so many seconds for others.

    Raises AdvisorError for what this program can't use.
    """
    if isinstance(place, Path) or (isinstance(place, str) and not is_address(place)):
        return File(_file(place), patience)
    from advisor.audit.storage.postgres import database

    return database(place, patience)


def _file(place: Path | str) -> Path:
    """A path that SQLite takes for a file; it keeps `:memory:` in memory and reads `file:` as an
    address.
    """
    text = str(place)
    if text in ("", ".", ":memory:") or text.startswith("file:"):
        hint = said("ledger.name-file")
        raise AdvisorError([Problem("--ledger", None, said("ledger.no-file", given=text), hint)])
    return Path(place)
