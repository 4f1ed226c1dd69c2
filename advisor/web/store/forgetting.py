"""What is kept no longer than needed: old questionnaires, and traces of signing in."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, delete, func, select

from advisor.web.store.account_tables import attempt
from advisor.web.store.attempts import uncounted
from advisor.web.store.drafts import draft
from advisor.web.store.moments import now, written
from advisor.web.store.signins import SignIns


def limit(days: int, moment: datetime | None = None) -> str:
    """The time, as the tables have it, since when what is so many days old was not touched."""
    return written((moment or now()) - timedelta(days=days))


def untouched(engine: Engine, since: str) -> int:
    """How many questionnaires nobody has touched since then."""
    with engine.connect() as connection:
        query = select(func.count()).select_from(draft).where(_old(since))
        return int(connection.execute(query).scalar_one())


def forget(engine: Engine, since: str) -> int:
    """Delete them with their answers; returns how many. The ledger's records stay.

    One statement, so that what somebody takes up again at that moment stays whole.
    """
    with engine.begin() as connection:
        return connection.execute(delete(draft).where(_old(since))).rowcount


def forget_traces(engine: Engine) -> None:
    """Delete what is left of sign-ins that have ended and of attempts that count no more."""
    SignIns(engine).drop_ended()
    with engine.begin() as connection:
        connection.execute(delete(attempt).where(attempt.c.last < uncounted()))


def _old(since: str) -> ColumnElement[bool]:
    return draft.c.touched < since
