"""Whether the application's database can be written at this moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Column, Connection, Engine, Integer, String, Table, insert, update

from advisor.web.store.database import PATIENCE, metadata
from advisor.web.store.moments import now

probe = Table(
    "probe",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String(32), nullable=False),
)


def prove_writable(engine: Engine, patience: int) -> None:
    """Write the time, to the microsecond, and commit it: nothing less shows that the disk is full,
    and what is there already would not be written again.

    Others that are writing are waited for so many seconds. Raises SQLAlchemyError.
    """
    with engine.connect() as connection, _waiting(connection, patience), connection.begin():
        at = {"at": now().isoformat()}
        if not connection.execute(update(probe).values(at)).rowcount:
            connection.execute(insert(probe).values(at))


@contextmanager
def _waiting(connection: Connection, seconds: int) -> Iterator[None]:
    """Another patience for as long as this lasts."""
    if connection.dialect.name == "sqlite":
        before, after = (f"PRAGMA busy_timeout = {1000 * s}" for s in (seconds, PATIENCE))
    else:
        before, after = f"SET lock_timeout = '{seconds}s'", "RESET lock_timeout"
    connection.exec_driver_sql(before)
    connection.commit()
    try:
        yield
    finally:
        connection.exec_driver_sql(after)
        connection.commit()
