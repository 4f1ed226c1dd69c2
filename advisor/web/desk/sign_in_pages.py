"""Pages to sign in and out."""

import logging
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from advisor.web.desk.forms import field
from advisor.web.rendering import OWN, page
from advisor.web.security import cookies
from advisor.web.security.csrf import bind, form_of
from advisor.web.security.guard import LOGIN, local
from advisor.web.security.sign_in import Door, Refused

LOG = logging.getLogger("advisor.web")


def show(request: Request) -> Response:
    """The form; or the desk, for whoever is signed in already."""
    after = local(request.query_params.get("next", ""))
    if _door(request).sign_ins.find(cookies.read(request, cookies.SESSION)):
        return RedirectResponse(after, 303)
    return sign_in_form(request, after, 200)


async def sign_in(request: Request) -> Response:
    """Take the form."""
    return await run_in_threadpool(_sign_in, request, await form_of(request))


async def sign_out(request: Request) -> Response:
    """End the sign-in on the server, and take its cookie back."""
    session = cookies.read(request, cookies.SESSION)
    bind(request, session)
    await form_of(request)
    await run_in_threadpool(_door(request).sign_ins.end, session)
    response = RedirectResponse(f"{LOGIN}?out=1", 303)
    cookies.take(request, response, cookies.SESSION)
    return response


def _sign_in(request: Request, form: FormData) -> Response:
    door, after = _door(request), local(field(form, "next"))
    address = request.client.host if request.client else ""
    device = cookies.read(request, cookies.DEVICE)
    name, password, code = (field(form, part) for part in ("name", "password", "code"))
    found = door.enter(name, password, address, device, code)
    if isinstance(found, Refused):
        LOG.warning("sign-in-delayed" if found.wait else "sign-in-refused")
        return sign_in_form(request, after, 429 if found.wait else 422, name, found)
    LOG.info("signed-in", extra={"account": found.account.name})
    door.sign_ins.end(cookies.read(request, cookies.SESSION))
    response = RedirectResponse(after, 303)
    cookies.give(request, response, cookies.SESSION, found.token)
    cookies.give(request, response, cookies.DEVICE, found.device)
    return response


def sign_in_form(
    request: Request,
    after: str,
    status: int,
    name: str = "",
    refused: Refused | None = None,
    problem: str = "",
) -> Response:
    """The form to sign in; `problem` is the key of what went wrong at the identity provider."""
    failed = bool(refused or problem)
    out = not failed and "out" in request.query_params
    content: dict[str, Any] = {
        "after": after,
        "name": name,
        "refused": refused,
        "out": out,
        "problem": problem,
    }
    content["codes"] = _door(request).factors.any()
    again = f"{LOGIN}?{urlencode({'next': after})}" if failed else OWN
    response = page(request, "desk/login.html", status, again, **content)
    if refused and refused.wait:
        response.headers["Retry-After"] = str(refused.wait)
    return response


def _door(request: Request) -> Door:
    return Door.of(request.app.state.site)


def routes() -> list[BaseRoute]:
    """Addresses to sign in and out."""
    return [
        Route(LOGIN, show),
        Route(LOGIN, sign_in, methods=["POST"]),
        Route("/logout", sign_out, methods=["POST"]),
    ]
