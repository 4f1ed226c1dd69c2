"""Nothing that needs an account is shown or done without a sign-in that has the right to it."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match

from advisor.common.language import LANGUAGES
from advisor.web.errors import error_response
from advisor.web.security import cookies, csrf
from advisor.web.security.rights import Right, may
from advisor.web.security.sign_in import Door
from advisor.web.store.accounts import Account

HOME, LOGIN, PASSWORD, TABLES = "/desk", "/login", "/desk/password", "/tables"
Showing = Callable[[Request, Account], Response]
Doing = Callable[[Request, Account, FormData], Response]


def shown(right: Right, page: Showing) -> Callable[[Request], Response]:
    """The page, for whoever is signed in and has the right."""

    def endpoint(request: Request) -> Response:
        found = admitted(request, right)
        return page(request, found) if isinstance(found, Account) else found

    return endpoint


def done(right: Right, action: Doing, files: int = 0) -> Callable[[Request], Awaitable[Response]]:
    """The action of a form, which may bring so many files, for whoever is signed in and has the
    right.
    """

    async def endpoint(request: Request) -> Response:
        found = await run_in_threadpool(admitted, request, right)
        if not isinstance(found, Account):
            return found
        form = await csrf.form_of(request, files)
        try:
            return await run_in_threadpool(action, request, found, form)
        finally:
            await form.close()

    return endpoint


def admitted(request: Request, right: Right) -> Account | Response:
    """Who is signed in, or the answer that keeps them out."""
    session = cookies.read(request, cookies.SESSION)
    account = Door.of(request.app.state.site).sign_ins.find(session)
    if account is None:
        return RedirectResponse(_to_sign_in(request), 303)
    if account.initial and request.url.path != PASSWORD:
        return RedirectResponse(PASSWORD, 303)
    if not may(account.role, right):
        return error_response(request, 403, cause="role")
    csrf.bind(request, session)
    return account


def local(address: str) -> str:
    """Where to go after signing in: a page that needs an account, whatever was asked for."""
    known = any(address == at or address.startswith((f"{at}/", f"{at}?")) for at in (HOME, TABLES))
    return address if known and address.isascii() and address.isprintable() else HOME


def _to_sign_in(request: Request) -> str:
    """The address to sign in at, in the language that was asked for."""
    chosen = request.query_params.get("lang")
    language = {"lang": chosen} if chosen in LANGUAGES else {}
    return f"{LOGIN}?{urlencode({'next': _back(request), **language})}"


def _back(request: Request) -> str:
    """The page that was asked for, or that of the form: what was sent with it is lost."""
    shown = {**request.scope, "method": "GET"}
    if not any(route.matches(shown)[0] is Match.FULL for route in request.app.routes):
        return HOME
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")
