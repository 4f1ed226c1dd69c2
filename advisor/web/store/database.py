"""The application's own database: SQLite by default, PostgreSQL where one machine is outgrown."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData, create_engine, event
from sqlalchemy.engine import make_url

PATIENCE = 20
"""Seconds to wait for another process that is writing."""

metadata = MetaData()
"""Every table of the application; each module of this package that has tables adds its own."""


def open_database(url: str) -> Engine:
    """A pool of connections; an SQLite file and its folder are made if they are not there."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True, pool_size=10, max_overflow=20)
    if address.database and address.database != ":memory:":
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    """An acknowledged answer is on disk, and readers do not wait for a writer."""
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
