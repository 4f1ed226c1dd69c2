"""Who reads a page, and the ledger for it; what a page says while there is none."""

from collections.abc import Callable
from typing import TypeVar

from starlette.requests import Request

from advisor.audit.ledger import Ledger
from advisor.common.errors import AdvisorError
from advisor.web.desk.view import Reader
from advisor.web.language import language_of
from advisor.web.store.accounts import Account

NOTHING_YET = ("ledger.missing", "ledger.empty")
Found = TypeVar("Found")


def reader_of(request: Request, account: Account) -> Reader:
    """Who asks for a page, and how they read it."""
    return Reader(account, language_of(request), request.app.state.site.settings.zone)


def from_ledger(request: Request, read: Callable[[Ledger], Found]) -> Found | None:
    """What `read` finds in the ledger; None while nothing was recorded yet. Raises AdvisorError."""
    try:
        with request.app.state.site.ledger_to_read() as ledger:
            return read(ledger)
    except AdvisorError as error:
        if all(problem.message.key in NOTHING_YET for problem in error.problems):
            return None
        raise
