"""Addresses of databases: which ones a ledger takes, and how they are shown, without secrets."""

from typing import TYPE_CHECKING

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import Said, said

if TYPE_CHECKING:
    from sqlalchemy import URL

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
