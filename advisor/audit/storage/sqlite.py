"""The ledger in an SQLite file: opening it, and SQLite's errors put into words."""

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from advisor.audit.storage.connection import PATIENCE, Connection
from advisor.audit.storage.dialect import APPLICATION, SQLITE, Dialect
from advisor.common import os_errors
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said

PRAGMAS = ("synchronous = FULL", "secure_delete = ON", "foreign_keys = ON")
_RETRY = 0.02
_WORDS = {
    sqlite3.SQLITE_FULL: ("ledger.full", "ledger.full-do"),
    sqlite3.SQLITE_READONLY: ("ledger.read-only", "ledger.read-only-do"),
    sqlite3.SQLITE_PERM: ("ledger.read-only", "ledger.read-only-do"),
    sqlite3.SQLITE_CANTOPEN: ("ledger.cannot-open", "ledger.cannot-open-do"),
    sqlite3.SQLITE_BUSY: ("ledger.busy", "ledger.busy-do"),
    sqlite3.SQLITE_CORRUPT: ("ledger.corrupt", "ledger.corrupt-do"),
    sqlite3.SQLITE_NOTADB: ("ledger.corrupt", "ledger.corrupt-do"),
}
_OTHERWISE = ("ledger.failed", "ledger.failed-do")


@dataclass(frozen=True)
class File:
    """The file at this path; `patience` is how long to wait for others, in seconds."""

    path: Path
    patience: float = PATIENCE

    @property
    def name(self) -> str:
        """The path."""
        return str(self.path)

    @property
    def dialect(self) -> Dialect:
        """SQLite's."""
        return SQLITE

    def connect(self) -> Connection:
        """Open for writing; the file and its folder are made if they are not there."""
        _make(self.path)
        self._refuse_nothing()
        connection = sqlite3.connect(self.path, timeout=self.patience, isolation_level=None)
        connection.text_factory = _decoded
        try:
            _write_ahead(connection, self.patience)
            prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def connect_to_read(self) -> Connection:
        """Open for reading only; nothing is made, nothing is changed."""
        if not self.path.exists():
            raise AdvisorError(
                [Problem(self.name, None, said("ledger.missing"), said("ledger.begin"))]
            )
        self._refuse_nothing()
        address = self.path.resolve().as_uri() + "?mode=ro"
        # On a medium where nothing can be written, SQLite cannot make its index of the log either.
        logged = self.path.with_name(self.path.name + "-wal").exists()
        if not logged and not os.access(self.path.parent, os.W_OK):
            address += "&immutable=1"
        connection = sqlite3.connect(address, uri=True, timeout=self.patience, isolation_level=None)
        connection.text_factory = _decoded
        return connection

    def _refuse_nothing(self) -> None:
        """Raises AdvisorError for an empty file: where a ledger was made there is never nothing."""
        if self.path.stat().st_size == 0:
            hint = said("ledger.nothing-do")
            raise AdvisorError([Problem(self.name, None, said("ledger.nothing"), hint)])

    def rows(self, connection: Connection, sql: str, parameters: Sequence[Any]) -> Any:
        """SQLite gives every row as it comes."""
        return connection.execute(sql, parameters)

    @contextmanager
    def in_words(self) -> Iterator[None]:
        """Turns SQLite's and the system's errors into an AdvisorError that says what to do."""
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:
            # Damage that SQLite quotes in its own words, in bytes that are no text.
            quoted = isinstance(error, UnicodeDecodeError)
            code = sqlite3.SQLITE_CORRUPT if quoted else getattr(error, "sqlite_errorcode", None)
            what, to_do = _WORDS.get(code & 0xFF if code else -1, _OTHERWISE)
            message = said(
                what, reason="SQLITE_CORRUPT" if quoted else os_errors.database_reason(error)
            )
            raise AdvisorError([Problem(self.name, None, message, said(to_do))]) from error
        except BrokenPipeError:
            # A reader of our output that left early is no fault of the ledger.
            raise
        except OSError as error:
            message = said("ledger.cannot-open", reason=os_errors.reason(error))
            hint = said("ledger.cannot-open-do")
            raise AdvisorError([Problem(self.name, None, message, hint)]) from error


def _decoded(text: bytes) -> str:
    r"""Text as it stands; bytes that are none as `\xff`, so that what they are in can be named.

    No JSON has such a sign, and no hash of what was written fits it.
    """
    return text.decode("utf-8", "backslashreplace")


def prepare(connection: Connection) -> None:
    """What every writing connection must hold to."""
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _make(path: Path) -> None:
    """A file with its header that only its owner can read; SQLite's own files take the same rights.

    It is there whole or not at all, however this ends and whoever makes it at the same moment.
    """
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(":memory:")) as nothing:
        nothing.execute(f"PRAGMA application_id = {APPLICATION}")
        header = nothing.serialize()
    aside = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(header)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        except OSError:
            # A file system that knows no second name for a file.
            aside.rename(path)
    finally:
        aside.unlink(missing_ok=True)


def _write_ahead(connection: sqlite3.Connection, patience: float) -> None:
    """Switch to the write-ahead log. SQLite does not wait for others here, so this does."""
    deadline = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY)
