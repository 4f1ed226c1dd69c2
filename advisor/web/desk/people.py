"""The administrator's pages: who has an account, and what becomes of it."""

import logging
from collections.abc import Callable
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from advisor.common.errors import AdvisorError
from advisor.common.messages import word
from advisor.web.desk.forms import field, in_words
from advisor.web.errors import error_response
from advisor.web.language import language_of
from advisor.web.rendering import OWN, page
from advisor.web.security.guard import done, shown
from advisor.web.security.made_from import made_from
from advisor.web.security.passwords import made_up
from advisor.web.security.rights import ROLES, Right
from advisor.web.security.sign_in import Door
from advisor.web.store.accounts import Account, Accounts

LOG = logging.getLogger("advisor.web")
LIST = "/desk/accounts"


def show(request: Request, account: Account) -> Response:
    """Every account, and the form for a new one."""
    return _list(request, account)


def add(request: Request, account: Account, form: FormData) -> Response:
    """A new account with an initial password, which is shown this once."""
    name, role, password = field(form, "name"), field(form, "role"), made_up()
    try:
        made = _accounts(request).add(name, role, password, initial=True)
    except AdvisorError as error:
        given = {"name": name, "role": role}
        return _list(request, account, status=422, given=given, lines=in_words(request, error))
    _log("account-added", account, made.name)
    return _list(request, account, handed=(made.name, password))


def show_one(request: Request, account: Account) -> Response:
    """One account and what can be done with it."""
    return _one(request, account)


def change(request: Request, account: Account, form: FormData) -> Response:
    """Do one of ACTIONS."""
    found = _accounts(request).find(request.path_params["name"])
    action = ACTIONS.get(field(form, "do"))
    if found is None or action is None:
        return error_response(request, 404)
    if made_from(form) != found.standing:
        told = word("account.changed-elsewhere", language_of(request))
        return _one(request, account, 409, lines=[told])
    try:
        password = action(_accounts(request), found.name, form)
    except AdvisorError as error:
        return _one(request, account, 422, lines=in_words(request, error))
    _log(f"account-{field(form, 'do')}", account, found.name)
    if password:
        return _list(request, account, handed=(found.name, password))
    return RedirectResponse(f"{LIST}?done=1", 303)


def _role(accounts: Accounts, name: str, form: FormData) -> None:
    accounts.set_role(name, field(form, "role"))


def _lock(accounts: Accounts, name: str, form: FormData) -> None:
    accounts.lock(name)


def _unlock(accounts: Accounts, name: str, form: FormData) -> None:
    accounts.unlock(name)


def _remove(accounts: Accounts, name: str, form: FormData) -> None:
    accounts.remove(name)


def _reset(accounts: Accounts, name: str, form: FormData) -> str:
    password = made_up()
    accounts.set_password(name, password, initial=True)
    return password


def _unpair(accounts: Accounts, name: str, form: FormData) -> None:
    accounts.unpair(name)


ACTIONS: dict[str, Callable[[Accounts, str, FormData], str | None]] = {
    "role": _role,
    "lock": _lock,
    "unlock": _unlock,
    "reset": _reset,
    "unpair": _unpair,
    "remove": _remove,
}


def _list(
    request: Request,
    account: Account,
    status: int = 200,
    handed: tuple[str, str] | None = None,
    given: dict[str, str] | None = None,
    lines: list[str] | None = None,
) -> Response:
    content = {
        "people": _accounts(request).all(),
        "roles": ROLES,
        "handed": handed,
        "given": given or {"name": "", "role": "auditor"},
        "lines": lines or [],
        "done": "done" in request.query_params,
    }
    # What was handed out is on this page alone: no link may lead away from it unasked.
    again = None if handed else OWN
    return page(request, "desk/people.html", status, again, account=account, **content)


def _one(
    request: Request, account: Account, status: int = 200, lines: list[str] | None = None
) -> Response:
    found = _accounts(request).find(request.path_params["name"])
    if found is None:
        return error_response(request, 404)
    paired = Door.of(request.app.state.site).factors.is_on(found.id)
    content: dict[str, Any] = {"person": found, "roles": ROLES, "lines": lines or []}
    content["paired"] = paired
    return page(request, "desk/person.html", status, account=account, **content)


def _accounts(request: Request) -> Accounts:
    return Door.of(request.app.state.site).accounts


def _log(event: str, account: Account, name: str) -> None:
    LOG.info(event, extra={"account": account.name, "about": name})


def routes() -> list[BaseRoute]:
    """Addresses of the administrator's pages."""
    one = f"{LIST}/{{name}}"
    return [
        Route(LIST, shown(Right.ACCOUNTS, show)),
        Route(LIST, done(Right.ACCOUNTS, add), methods=["POST"]),
        Route(one, shown(Right.ACCOUNTS, show_one)),
        Route(one, done(Right.ACCOUNTS, change), methods=["POST"]),
    ]
