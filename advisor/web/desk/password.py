"""One's own password: changed by whoever knows the present one."""

import logging
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.web.desk.forms import field, in_words
from advisor.web.rendering import page
from advisor.web.security import cookies
from advisor.web.security.guard import PASSWORD, done, shown
from advisor.web.security.passwords import LEAST
from advisor.web.security.rights import Right
from advisor.web.security.sign_in import Door, Refused
from advisor.web.store.accounts import Account

LOG = logging.getLogger("advisor.web")


def show(request: Request, account: Account) -> Response:
    """The form."""
    return _form(request, account, [])


def change(request: Request, account: Account, form: FormData) -> Response:
    """Take the form. All sign-ins end; this browser gets a new one."""
    door = Door.of(request.app.state.site)
    address = request.client.host if request.client else ""
    device = cookies.read(request, cookies.DEVICE)
    present, code = field(form, "present"), field(form, "code")
    entered = door.enter(account.name, present, address, device, code)
    if isinstance(entered, Refused):
        coded = door.factors.is_on(account.id)
        wrong = "signin.wrong-code" if coded else "signin.present-wrong"
        key = "signin.wait" if entered.wait else wrong
        problem = Problem("present", None, said(key, seconds=entered.wait))
        return _form(request, account, in_words(request, AdvisorError([problem])))
    try:
        new = _new(form)
        door.accounts.set_password(account.name, new)
    except AdvisorError as error:
        door.sign_ins.end(entered.token)
        return _form(request, account, in_words(request, error))
    LOG.info("password-changed", extra={"account": account.name})
    response = RedirectResponse("/desk?password=1", 303)
    cookies.give(request, response, cookies.SESSION, door.sign_ins.begin(account.id))
    cookies.give(request, response, cookies.DEVICE, entered.device)
    return response


def _new(form: FormData) -> str:
    """The new password. Raises AdvisorError when it is not a new one or was mistyped."""
    new = field(form, "new")
    if new != field(form, "again"):
        raise AdvisorError([Problem("again", None, said("signin.differ"))])
    if new == field(form, "present"):
        raise AdvisorError([Problem("new", None, said("signin.same"))])
    return new


def _form(request: Request, account: Account, lines: list[str]) -> Response:
    content: dict[str, Any] = {"account": account, "lines": lines, "least": LEAST}
    content["codes"] = Door.of(request.app.state.site).factors.is_on(account.id)
    return page(request, "desk/password.html", 422 if lines else 200, **content)


def routes() -> list[BaseRoute]:
    """Addresses of one's own password."""
    return [
        Route(PASSWORD, shown(Right.SIGNED_IN, show)),
        Route(PASSWORD, done(Right.SIGNED_IN, change), methods=["POST"]),
    ]
