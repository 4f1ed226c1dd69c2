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
    primary = getattr(getattr(cause, "diag", None), "message_primary", None)
    reason = " ".join((primary or str(cause)).split())
    return Problem(name, None, said(key, reason=reason), said(f"{key}-do"))


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
    return _not_connected(cause)


def _not_connected(cause: Any) -> str:
    """Before a connection stands there is no SQLSTATE."""
    from psycopg import OperationalError

    if not isinstance(cause, OperationalError):
        return "database.failed"
    attempt = cause.pgconn
    if attempt and (attempt.used_password or attempt.needs_password):
        return "database.password"
    return "database.refused" if "FATAL" in str(cause) else "database.unreachable"
