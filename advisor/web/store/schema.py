"""Makes the application's tables."""

from importlib import import_module

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from advisor.errors import AdvisorError, Problem
from advisor.facts import one_line
from advisor.language import said
from advisor.web.store.database import metadata, shown

TABLES = ("advisor.web.store.drafts", "advisor.web.store.account_tables")
"""The modules that have tables."""


def prepare(engine: Engine) -> None:
    """Make the tables that are not there yet. Raises AdvisorError.

    Done once before the workers start, so that they do not make the same table at once.
    """
    for module in TABLES:
        import_module(module)
    try:
        metadata.create_all(engine)
    except SQLAlchemyError as error:
        reason = one_line(str(getattr(error, "orig", error)))
        message = said("web.database-unusable", reason=reason)
        raise AdvisorError([Problem(shown(engine.url), None, message)]) from error
