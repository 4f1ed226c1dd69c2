"""Who reads a page of the desk."""

from starlette.requests import Request

from advisor.web.desk.view import Reader
from advisor.web.language import language_of
from advisor.web.store.accounts import Account


def reader_of(request: Request, account: Account) -> Reader:
    """Who asks for a page, and how they read it."""
    return Reader(account, language_of(request), request.app.state.site.settings.zone)
