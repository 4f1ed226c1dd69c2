"""One's own second factor: paired with an authenticator app, and given up again."""

import logging
from typing import Any

import pyotp
import segno
from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from advisor.common.messages import word
from advisor.web.desk.forms import field
from advisor.web.errors import error_response
from advisor.web.language import language_of
from advisor.web.rendering import page
from advisor.web.security import cookies
from advisor.web.security.guard import done, shown
from advisor.web.security.rights import Right
from advisor.web.security.sign_in import Door, Refused
from advisor.web.store.accounts import Account

LOG = logging.getLogger("advisor.web")
FACTOR = "/desk/factor"
GROUPS = 4


def show(request: Request, account: Account) -> Response:
    """Whether it is on; the key, while it waits to be confirmed."""
    return error_response(request, 404) if account.external else _page(request, account)


def change(request: Request, account: Account, form: FormData) -> Response:
    """Begin, confirm or end."""
    action = ACTIONS.get(field(form, "do"))
    if account.external or action is None:
        return error_response(request, 404)
    return action(request, account, form)


def _begin(request: Request, account: Account, form: FormData) -> Response:
    _door(request).factors.begin(account.id)
    return RedirectResponse(FACTOR, 303)


def _confirm(request: Request, account: Account, form: FormData) -> Response:
    if not _door(request).factors.confirm(account.id, field(form, "code")):
        return _page(request, account, word("factor.wrong", language_of(request)))
    LOG.info("factor-on", extra={"account": account.name})
    return RedirectResponse(f"{FACTOR}?done=1", 303)


def _end(request: Request, account: Account, form: FormData) -> Response:
    """As careful as signing in: whoever finds an open browser cannot do it."""
    door, language = _door(request), language_of(request)
    address = request.client.host if request.client else ""
    device = cookies.read(request, cookies.DEVICE)
    password, code = field(form, "password"), field(form, "code")
    entered = door.enter(account.name, password, address, device, code)
    if isinstance(entered, Refused):
        key = "signin.wait" if entered.wait else "signin.wrong-code"
        return _page(request, account, word(key, language, seconds=entered.wait))
    door.sign_ins.end(entered.token)
    door.factors.remove(account.id)
    LOG.info("factor-off", extra={"account": account.name})
    return RedirectResponse(f"{FACTOR}?done=1", 303)


ACTIONS = {"begin": _begin, "confirm": _confirm, "end": _end}


def _page(request: Request, account: Account, problem: str = "") -> Response:
    factors = _door(request).factors
    key = factors.waiting(account.id)
    content: dict[str, Any] = {
        "account": account,
        "lines": [problem] if problem else [],
        "on": factors.is_on(account.id),
        "done": "done" in request.query_params,
        "key": " ".join(key[at : at + GROUPS] for at in range(0, len(key), GROUPS)) if key else "",
        "picture": _picture(request, account, key) if key else "",
    }
    return page(request, "desk/factor.html", 422 if problem else 200, **content)


def _picture(request: Request, account: Account, key: str) -> Markup:
    """The key as a QR code for the app, without any style that the page's policy would refuse."""
    issuer = word("web.name", language_of(request))
    address = pyotp.TOTP(key).provisioning_uri(name=account.name, issuer_name=issuer)
    drawn = segno.make_qr(address).svg_inline(omitsize=True, light="#fff", svgclass="qr")
    return Markup(drawn)


def _door(request: Request) -> Door:
    return Door.of(request.app.state.site)


def routes() -> list[BaseRoute]:
    """Addresses of one's own second factor."""
    return [
        Route(FACTOR, shown(Right.SIGNED_IN, show)),
        Route(FACTOR, done(Right.SIGNED_IN, change), methods=["POST"]),
    ]
