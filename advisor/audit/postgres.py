"""The ledger in a PostgreSQL database, through SQLAlchemy: addresses, connections, errors in words.

What is said of a database never holds a password, nor the values of a statement that failed.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from advisor.audit.connection import PATIENCE
from advisor.audit.dialect import POSTGRES, SCHEMA, Dialect
from advisor.errors import AdvisorError, Problem
from advisor.language import said

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

DRIVER = "postgresql+psycopg"
SCHEMES = ("postgresql", "postgres", DRIVER)
CONNECTING = {
    "connect_timeout": "10",
    "application_name": "ipp-advisor",
    "client_encoding": "utf8",
}
SHOWN = ("host", "port", "service")
"""What of an address's query is shown; a password can stand there too."""

SETTINGS = {"search_path": SCHEMA, "lock_timeout": f"{PATIENCE}s"}
"""What a session holds to while it is the ledger's."""

_WORDS = {
    "25006": "database.read-only",
    "42501": "database.no-rights",
    "53100": "database.full",
    "55P03": "ledger.busy",
    "57P": "database.lost",
    "08": "database.lost",
}
"""By SQLSTATE, or the beginning of one."""


@dataclass
class Session:
    """A connection lent by SQLAlchemy, as the ledger uses one."""

    lent: "Connection"

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction has begun and not ended; one that was lost has ended."""
        from psycopg.pq import TransactionStatus as Status

        if self.lent.closed or self.lent.invalidated:
            return False
        status = self.lent.connection.driver_connection.info.transaction_status  # type: ignore[union-attr]
        return status in (Status.ACTIVE, Status.INTRANS, Status.INERROR)

    def execute(self, sql: str, parameters: Sequence[Any] = (), stream: bool = False) -> Any:
        """Run one statement; `stream` fetches its rows in portions."""
        options = {"stream_results": stream}
        return self.lent.exec_driver_sql(
            _marked(sql), tuple(parameters), execution_options=options
        )

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> Any:
        """Run one statement for each row."""
        if rows:
            self.lent.exec_driver_sql(_marked(sql), [tuple(row) for row in rows])

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
    """The database that this engine connects to."""

    engine: "Engine"

    @property
    def name(self) -> str:
        """The address without password."""
        return _shown(self.engine.url)

    @property
    def dialect(self) -> Dialect:
        """PostgreSQL's."""
        return POSTGRES

    def connect(self) -> Session:
        """Take a connection for writing."""
        lent = self.engine.connect()
        session = Session(lent.execution_options(isolation_level="AUTOCOMMIT"))
        try:
            for name, value in SETTINGS.items():
                session.execute(f"SET {name} = '{value}'")
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
            # SQLAlchemy's own error shows the statement's values, among them personal text.
            cause = getattr(error, "orig", None)
            key, reason = _told(error, cause), self._reason(cause or error)
            problem = Problem(self.name, None, said(key, reason=reason), said(f"{key}-do"))
            raise AdvisorError([problem]) from cause

    def _check_letters(self, session: Session) -> None:
        """Raises AdvisorError for a database that cannot hold every letter."""
        driver: Any = session.lent.connection.driver_connection
        encoding = driver.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            message = said("database.encoding", encoding=encoding)
            raise AdvisorError([Problem(self.name, None, message, said("database.encoding-do"))])

    def _reason(self, error: BaseException) -> str:
        """What the server or the driver says, on one line."""
        primary = getattr(getattr(error, "diag", None), "message_primary", None)
        text = " ".join((primary or str(error)).split())
        password = self.engine.url.password
        return text.replace(str(password), "***") if password else text


def database(place: "str | Engine") -> Database:
    """The database at this address or of this engine. Raises AdvisorError."""
    try:
        import psycopg  # noqa: F401
        from sqlalchemy import NullPool, create_engine
    except ImportError as error:
        problem = Problem(
            "sqlalchemy, psycopg", None, said("database.missing"), said("database.install")
        )
        raise AdvisorError([problem]) from error
    if not isinstance(place, str):
        if place.url.drivername not in SCHEMES or place.driver != "psycopg":
            raise _other_kind(place.url.drivername)
        return Database(place)
    url = _url(place)
    return Database(create_engine(url, poolclass=NullPool, hide_parameters=True))


def _url(address: str) -> "URL":
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    scheme = address.partition("://")[0]
    if scheme not in SCHEMES:
        raise _other_kind(scheme)
    try:
        url = make_url(address).set(drivername=DRIVER)
    except (ArgumentError, ValueError):
        # Not chained: the error repeats the address, with the password in it.
        problem = Problem(f"{scheme}://…", None, said("database.address"), said("database.form"))
        raise AdvisorError([problem]) from None
    return url.set(query={**CONNECTING, **url.query})


def _other_kind(scheme: str) -> AdvisorError:
    message = said("database.kind", scheme=scheme)
    return AdvisorError([Problem(f"{scheme}://…", None, message, said("database.form"))])


def _marked(sql: str) -> str:
    """The statement with its parameters marked as the driver has them."""
    return sql.replace("%", "%%").replace("?", "%s")


def _shown(url: "URL") -> str:
    query = {name: value for name, value in url.query.items() if name in SHOWN}
    kept = type(url).create(
        url.drivername, url.username, None, url.host, url.port, url.database, query
    )
    return kept.render_as_string()


def _told(error: BaseException, cause: BaseException | None) -> str:
    """The words for an error, by what the driver knows of it."""
    if getattr(error, "connection_invalidated", False):
        return "database.lost"
    if state := getattr(cause, "sqlstate", None):
        return next(
            (key for start, key in _WORDS.items() if state.startswith(start)), "database.failed"
        )
    attempt = getattr(cause, "pgconn", None)
    if attempt and (attempt.used_password or attempt.needs_password):
        return "database.password"
    return "database.refused" if "FATAL" in str(cause) else "database.unreachable"
