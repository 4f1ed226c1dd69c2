"""The ledger in a PostgreSQL database, through SQLAlchemy, and the server's errors in words."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from advisor.audit.storage.connection import PATIENCE, checked, parsed, shown
from advisor.audit.storage.dialect import POSTGRES, Dialect
from advisor.audit.storage.shape import SCHEMA
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.common.os_errors import database_reason

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_WORDS = {
    "25006": "read-only",
    "42501": "no-rights",
    "53100": "full",
    "55P03": "busy",
    "57P": "lost",
    "08": "lost",
}
"""By SQLSTATE, or the beginning of one."""


def problem_of(error: Exception, name: str) -> Problem:
    """What happened to the database of this name; the driver's reason never holds a password."""
    cause = getattr(error, "orig", None) or error
    what = _what(error, cause)
    message = said(f"database.{what}", reason=database_reason(cause))
    return Problem(name, None, message, said(f"database.{what}-do"))


def _what(error: Exception, cause: Any) -> str:
    from sqlalchemy import exc

    if isinstance(error, exc.TimeoutError):
        # Every connection of the pool was lent for too long.
        return "busy"
    if getattr(error, "connection_invalidated", False):
        return "lost"
    if state := getattr(cause, "sqlstate", None):
        found = (what for start, what in _WORDS.items() if state.startswith(start))
        return next(found, "failed")
    return _unstated(error, cause)


def _unstated(error: Exception, cause: Any) -> str:
    """Without a connection there is no SQLSTATE."""
    from psycopg import OperationalError

    if not isinstance(cause, OperationalError):
        return "failed"
    if cause is error:
        # Not by SQLAlchemy, which connects: it was in the middle of taking many rows.
        return "lost"
    attempt = cause.pgconn
    if attempt and (attempt.used_password or attempt.needs_password):
        return "password"
    return "refused" if "FATAL" in str(cause) else "unreachable"


SETTINGS = ("search_path", "lock_timeout")
"""What is set in a session while it is the ledger's."""


@dataclass
class Session:
    """A connection lent by SQLAlchemy, as the ledger uses one."""

    lent: "Connection"

    @property
    def driver(self) -> Any:
        """The connection of psycopg beneath."""
        return self.lent.connection.driver_connection

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction has begun and not ended; one that was lost has ended."""
        from psycopg.pq import TransactionStatus as Status

        if self.lent.closed or self.lent.invalidated:
            return False
        open_ones = (Status.ACTIVE, Status.INTRANS, Status.INERROR)
        return self.driver.info.transaction_status in open_ones

    def execute(self, sql: str, parameters: Sequence[Any] = (), stream: bool = False) -> Any:
        """Run one statement; `stream` fetches its rows in portions."""
        options = {"stream_results": stream}
        values = tuple(parameters)
        return self.lent.exec_driver_sql(_marked(sql), values, execution_options=options)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run an INSERT for each row, in the server's own way to take many."""
        target = sql.removeprefix("INSERT INTO ").rpartition(" VALUES ")[0]
        with self.driver.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as taking:
            for row in rows:
                taking.write_row(row)

    def close(self) -> None:
        """Give the connection back as it was lent, or not at all."""
        from sqlalchemy.exc import SQLAlchemyError

        try:
            if self.in_transaction:
                self.execute("ROLLBACK")
            for name in SETTINGS:
                self.execute(f"RESET {name}")
        except SQLAlchemyError:
            self.lent.invalidate()
        self.lent.close()


@dataclass(frozen=True)
class Database:
    """The database that this engine connects to; `patience` is how long to wait for others."""

    engine: "Engine"
    patience: float = PATIENCE

    @property
    def name(self) -> str:
        """The address without password."""
        return shown(self.engine.url)

    @property
    def dialect(self) -> Dialect:
        """PostgreSQL's."""
        return POSTGRES

    def connect(self) -> Session:
        """Take a connection for writing."""
        lent = self.engine.connect()
        session = Session(lent.execution_options(isolation_level="AUTOCOMMIT"))
        try:
            # Temporary tables last: unless it is said, they stand in the way of all others.
            values = (f"{SCHEMA}, pg_temp", f"{self.patience:g}s")
            for setting in zip(SETTINGS, values, strict=True):
                session.execute("SELECT set_config(?, ?, false)", setting)
            self._check_letters(session)
        except BaseException:
            session.close()
            raise
        return session

    def connect_to_read(self) -> Session:
        """Take a connection; the transaction that reads is a read-only one."""
        return self.connect()

    def rows(self, connection: Session, sql: str, parameters: Sequence[Any]) -> Any:
        """In portions; which PostgreSQL does in a transaction only."""
        return connection.execute(sql, parameters, stream=connection.in_transaction)

    @contextmanager
    def in_words(self) -> Iterator[None]:
        """Turns the database's errors into an AdvisorError that says what to do."""
        from psycopg import Error
        from sqlalchemy.exc import SQLAlchemyError

        try:
            yield
        except (SQLAlchemyError, Error) as error:
            # Not chained: the errors show the values of the statement, among them personal text.
            raise AdvisorError([problem_of(error, self.name)]) from None

    def _check_letters(self, session: Session) -> None:
        """Raises AdvisorError for a database that cannot hold every letter."""
        encoding = session.driver.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            message = said("database.encoding", encoding=encoding)
            raise AdvisorError([Problem(self.name, None, message, said("database.encoding-do"))])


def database(place: "str | Engine", patience: float = PATIENCE) -> Database:
    """The database at this address or of this engine. Raises AdvisorError."""
    try:
        import psycopg  # noqa: F401
        from sqlalchemy import NullPool, create_engine
    except ImportError as error:
        hint = said("database.install")
        problem = Problem("sqlalchemy, psycopg", None, said("database.missing"), hint)
        raise AdvisorError([problem]) from error
    if isinstance(place, str):
        place = create_engine(parsed(place), poolclass=NullPool, hide_parameters=True)
    checked(place.url)
    return Database(place, patience)


def _marked(sql: str) -> str:
    """The statement with its parameters marked as the driver has them."""
    return sql.replace("%", "%%").replace("?", "%s")
