"""Makes the application's tables, and finds a database that has them."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from advisor.advice.facts import one_line
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.web.store.database import metadata, open_database, shown

TABLES = (
    "advisor.web.store.drafts",
    "advisor.web.store.account_tables",
    "advisor.web.store.probe",
)
"""The modules that have tables."""


def prepare(engine: Engine) -> None:
    """Make the tables that are not there yet. Raises AdvisorError.

    Done once before the workers start, so that they do not make the same table at once.
    """
    for module in TABLES:
        import_module(module)
    with in_words(engine):
        metadata.create_all(engine)


def existing(url: str, table: str) -> Engine:
    """A database that has this table already; nothing is made. Raises AdvisorError."""
    engine = open_database(url, make=False)
    with in_words(engine):
        if not inspect(engine).has_table(table):
            raise AdvisorError([Problem(shown(engine.url), None, said("web.database-empty"))])
    return engine


@contextmanager
def in_words(engine: Engine) -> Iterator[None]:
    """Turns what the database says into an AdvisorError."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", error)
        # SQLite's own words are English; the name of its code is of no language.
        reason = getattr(cause, "sqlite_errorname", None) or one_line(str(cause))
        message = said("web.database-unusable", reason=reason)
        raise AdvisorError([Problem(shown(engine.url), None, message)]) from error
