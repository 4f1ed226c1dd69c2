"""Brings the application's tables to the form that this program needs, without loss.

Each change is a file in `migrations/versions/`; the database remembers the last that it has had.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from advisor.web.store.database import PATIENCE

FOLDER = Path(__file__).parent / "migrations"
LONGEST = 60
"""Seconds to wait for another process that is changing the tables."""
LOCK = 0x6970705F  # Any number that no other program locks in the same PostgreSQL database.


class NewerError(Exception):
    """A later version of the program has changed these tables; its name for their form."""


def migrate(engine: Engine) -> None:
    """Apply the changes that the database has not had, all or none; others wait for them.

    Raises NewerError and SQLAlchemyError.
    """
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    changes = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    with engine.connect() as connection:
        if _last(connection, changes) == changes[0]:
            return
    with _alone(engine) as connection:
        # Another process may have been quicker, also one of a later version.
        _last(connection, changes)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _last(connection: Connection, changes: list[str]) -> str | None:
    """The last change that the database has had, None for one before there were any."""
    last = MigrationContext.configure(connection).get_current_revision()
    if last is not None and last not in changes:
        raise NewerError(last)
    return last


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A transaction in which no other process changes tables."""
    with engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LONGEST}s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            yield connection
            connection.commit()
            return
        # With foreign keys on, dropping a table to make it anew would delete what refers to it.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {1000 * LONGEST}")
        connection.commit()
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()
        finally:
            connection.rollback()
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {1000 * PATIENCE}")
            connection.commit()
