"""Reading the ledger for a page; what a page says while there is none."""

from collections.abc import Callable
from typing import TypeVar

from starlette.requests import Request

from advisor.audit.ledger import Ledger
from advisor.common.errors import AdvisorError

NOTHING_YET = ("ledger.missing", "ledger.empty")
Found = TypeVar("Found")


def from_ledger(request: Request, read: Callable[[Ledger], Found]) -> Found | None:
    """What `read` finds in the ledger; None while nothing was recorded yet. Raises AdvisorError."""
    try:
        with request.app.state.site.ledger_to_read() as ledger:
            return read(ledger)
    except AdvisorError as error:
        if all(problem.message.key in NOTHING_YET for problem in error.problems):
            return None
        raise
