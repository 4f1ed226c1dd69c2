"""Makes the application's tables, and finds a database that has them."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.common.os_errors import database_reason
from advisor.web.store.database import open_database, shown


def prepare(engine: Engine) -> None:
    """Make the tables, or bring them to the form that this program needs. Raises AdvisorError.

    Done once before the workers start, so that none of them has to wait for another.
    """
    from advisor.web.store.migrating import NewerError, migrate

    with in_words(engine):
        try:
            migrate(engine)
        except NewerError as error:
            message = said("store.newer", form=str(error))
            where = shown(engine.url)
            raise AdvisorError([Problem(where, None, message, said("store.newer-do"))]) from error


@contextmanager
def existing(url: str, table: str) -> Iterator[Engine]:
    """A database that has this table already, for one command; nothing is made.

    Raises AdvisorError.
    """
    with for_one_command(open_database(url, make=False)) as engine:
        if not inspect(engine).has_table(table):
            raise AdvisorError([Problem(shown(engine.url), None, said("web.database-empty"))])
        yield engine


@contextmanager
def for_one_command(engine: Engine) -> Iterator[Engine]:
    """What the database says becomes an AdvisorError; no connection stays open afterwards."""
    try:
        with in_words(engine):
            yield engine
    finally:
        engine.dispose()


@contextmanager
def in_words(engine: Engine) -> Iterator[None]:
    """Turns what the database says into an AdvisorError."""
    try:
        yield
    except SQLAlchemyError as error:
        reason = database_reason(getattr(error, "orig", error))
        message = said("web.database-unusable", reason=reason)
        raise AdvisorError([Problem(shown(engine.url), None, message)]) from error
