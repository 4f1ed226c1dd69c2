"""The application's own database: SQLite by default, PostgreSQL where one machine is outgrown."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, MetaData, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import Said, said

PATIENCE = 5
"""Seconds to wait for another that is writing, or for a connection; people wait as long."""
BACKENDS = ("sqlite", "postgresql")
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON")

metadata = MetaData()
"""Every table of the application; each module of this package that has tables adds its own."""


def open_database(url: str, make: bool = True) -> Engine:
    """A pool of connections; an SQLite file and its folder are made if they are not there.

    Raises AdvisorError for an address that can't be one, and without `make` for an SQLite file that
    is not there; whether a database answers shows later.
    """
    try:
        address = make_url(url)
        backend = address.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise _refused("?", said("web.database-url")) from error
    if backend not in BACKENDS:
        raise _refused(shown(address), said("web.database-backend", known=BACKENDS))
    try:
        return _sqlite(address, make) if backend == "sqlite" else pooled(address)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        message = said("web.database-driver", extra="postgres")
        raise _refused(shown(address), message) from error


def shown(address: URL) -> str:
    """The address as messages show it: without the password."""
    return address.render_as_string(hide_password=True)


def pooled(address: URL) -> Engine:
    """A pool of connections to a server; one that went dead is made anew."""
    return create_engine(
        address, pool_pre_ping=True, pool_size=10, max_overflow=20, pool_timeout=PATIENCE
    )


def _sqlite(address: URL, make: bool) -> Engine:
    if not make and not Path(address.database or "").is_file():
        raise _refused(shown(address), said("web.database-missing"))
    if make and address.database and address.database != ":memory:":
        # What is wrong with the file or its folder is told when the database is used.
        with suppress(OSError):
            _make(Path(address.database))
    engine = create_engine(address, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _prepare)
    return engine


def _make(path: Path) -> None:
    """An empty file that only its owner can read; SQLite's own files take the same rights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _prepare(connection: Any, _record: Any) -> None:
    """An acknowledged answer is on disk, readers do not wait for a writer, and what is deleted is
    overwritten.
    """
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _refused(where: str, message: Said) -> AdvisorError:
    return AdvisorError([Problem(where, None, message, said("web.database-example"))])
