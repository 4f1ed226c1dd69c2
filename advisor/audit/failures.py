"""PostgreSQL's errors put into words, by what the driver knows of them."""

from typing import Any

from advisor.common.errors import Problem
from advisor.common.language import said

_WORDS = {
    "25006": "read-only",
    "42501": "no-rights",
    "53100": "full",
    "55P03": "busy",
    "57P": "lost",
    "08": "lost",
}
"""By SQLSTATE, or the beginning of one."""


def problem_of(error: Exception, name: str) -> Problem:
    """What happened to the database of this name; the driver's reason never holds a password."""
    cause = getattr(error, "orig", None) or error
    what = _what(error, cause)
    message = said(f"database.{what}", reason=_reason(cause))
    return Problem(name, None, message, said(f"database.{what}-do"))


def _reason(cause: Any) -> str:
    """What the server says in short, or how the last attempt to reach it ended."""
    primary = getattr(getattr(cause, "diag", None), "message_primary", None)
    first = str(cause).partition("\n")[0]
    return " ".join((primary or first.rpartition(" failed: ")[2]).split())


def _what(error: Exception, cause: Any) -> str:
    from sqlalchemy import exc

    if isinstance(error, exc.TimeoutError):
        # Every connection of the pool was lent for too long.
        return "busy"
    if getattr(error, "connection_invalidated", False):
        return "lost"
    if state := getattr(cause, "sqlstate", None):
        found = (what for start, what in _WORDS.items() if state.startswith(start))
        return next(found, "failed")
    return _unstated(error, cause)


def _unstated(error: Exception, cause: Any) -> str:
    """Without a connection there is no SQLSTATE."""
    from psycopg import OperationalError

    if not isinstance(cause, OperationalError):
        return "failed"
    if cause is error:
        # Not by SQLAlchemy, which connects: it was in the middle of taking many rows.
        return "lost"
    attempt = cause.pgconn
    if attempt and (attempt.used_password or attempt.needs_password):
        return "password"
    return "refused" if "FATAL" in str(cause) else "unreachable"
