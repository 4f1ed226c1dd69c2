"""PostgreSQL's errors put into words, by what the driver knows of them."""

from typing import Any

from advisor.errors import Problem
from advisor.language import said

_WORDS = {
    "25006": "database.read-only",
    "42501": "database.no-rights",
    "53100": "database.full",
    "55P03": "ledger.busy",
    "57P": "database.lost",
    "08": "database.lost",
}
"""By SQLSTATE, or the beginning of one."""


def problem_of(error: Exception, name: str) -> Problem:
    """What happened to the database of this name; the driver's reason never holds a password."""
    cause = getattr(error, "orig", None) or error
    key = _key(error, cause)
    return Problem(name, None, said(key, reason=_reason(cause)), said(f"{key}-do"))


def _reason(cause: Any) -> str:
    """What the server says in short, or how the last attempt to reach it ended."""
    primary = getattr(getattr(cause, "diag", None), "message_primary", None)
    return " ".join((primary or str(cause).partition("\n")[0].rpartition(" failed: ")[2]).split())


def _key(error: Exception, cause: Any) -> str:
    from sqlalchemy import exc

    if isinstance(error, exc.TimeoutError):
        # Every connection of the pool was lent for too long.
        return "ledger.busy"
    if getattr(error, "connection_invalidated", False):
        return "database.lost"
    if state := getattr(cause, "sqlstate", None):
        found = (key for start, key in _WORDS.items() if state.startswith(start))
        return next(found, "database.failed")
    return _unstated(error, cause)


def _unstated(error: Exception, cause: Any) -> str:
    """Without a connection there is no SQLSTATE."""
    from psycopg import OperationalError

    if not isinstance(cause, OperationalError):
        return "database.failed"
    if cause is error:
        # Not by SQLAlchemy, which connects: it was in the middle of taking many rows.
        return "database.lost"
    attempt = cause.pgconn
    if attempt and (attempt.used_password or attempt.needs_password):
        return "database.password"
    return "database.refused" if "FATAL" in str(cause) else "database.unreachable"
