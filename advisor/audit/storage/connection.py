"""Where a ledger is, and what the ledger needs of a database connection."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, Union

from platformdirs import user_data_path

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import Said, said

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

DRIVER = "postgresql+psycopg"
SCHEMES = ("postgresql", "postgres", DRIVER)
CONNECTING = {
    "connect_timeout": "10",
    "application_name": "ipp-advisor",
    "client_encoding": "utf8",
}
"""What an address asks for unless it says otherwise."""

SHOWN = ("host", "port", "service")
"""What of an address's query is shown; a password can stand there too."""


def parsed(address: str) -> "URL":
    """The address for SQLAlchemy. Raises AdvisorError."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    scheme = address.partition("://")[0]
    if scheme not in SCHEMES:
        raise _refused(scheme, said("database.kind", scheme=scheme))
    try:
        url = make_url(address).set(drivername=DRIVER)
    except (ArgumentError, ValueError):
        # Not chained: the error repeats the address, with the password in it.
        raise _refused(scheme, said("database.address")) from None
    return url.set(query={**CONNECTING, **url.query})


def checked(url: "URL") -> "URL":
    """The address of an engine that was made elsewhere. Raises AdvisorError for another driver."""
    if url.drivername != DRIVER:
        raise _refused(url.drivername, said("database.kind", scheme=url.drivername))
    return url


def shown(url: "URL") -> str:
    """The address without password."""
    query = {name: value for name, value in url.query.items() if name in SHOWN}
    parts = (url.drivername, url.username, None, url.host, url.port, url.database)
    return type(url).create(*parts, query).render_as_string()


def _refused(scheme: str, message: Said) -> AdvisorError:
    return AdvisorError([Problem(f"{scheme}://…", None, message, said("database.address-do"))])


Place = Union[Path, str, "Engine"]
"""A file's path; the address of a database (`postgresql://…`); or an engine of SQLAlchemy, whose
pool lends the connection.
"""


def default_ledger() -> Path:
    """`consultations.db` in the user's own data folder."""
    return user_data_path("ipp-advisor", appauthor=False) / "consultations.db"


def is_address(place: Place) -> bool:
    """Whether this text is a database's address and not a file's path."""
    return isinstance(place, str) and "://" in place


Row = TypeVar("Row")


def portions(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """The rows in lists of this size, the last one shorter."""
    left = iter(rows)
    while portion := list(islice(left, size)):
        yield portion


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
