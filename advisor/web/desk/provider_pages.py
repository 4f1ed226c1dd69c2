"""To the identity provider to sign in, and back."""

import logging
import secrets
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from advisor.web.desk.sign_in_pages import sign_in_form
from advisor.web.errors import error_response
from advisor.web.installation import Site
from advisor.web.security import cookies
from advisor.web.security.guard import LOGIN, local
from advisor.web.security.provider import ProviderError
from advisor.web.security.sign_in import Door
from advisor.web.store.identities import Identities

LOG = logging.getLogger("advisor.web")
THERE, BACK = f"{LOGIN}/provider", f"{LOGIN}/provider/back"
STATUS = {"unreachable": 503, "denied": 403, "no-role": 403, "locked": 403}


def go(request: Request) -> Response:
    """Send the browser to the provider, with what its answer will be known by."""
    site: Site = request.app.state.site
    if site.provider is None:
        return error_response(request, 404)
    after, flow = local(request.query_params.get("next", "")), secrets.token_urlsafe(32)
    try:
        response = RedirectResponse(site.provider.address(flow, _back(request)), 303)
    except ProviderError as error:
        return _refused(request, after, error)
    cookies.give(request, response, cookies.FLOW, f"{flow}.{quote(after, safe='')}")
    return response


def come_back(request: Request) -> Response:
    """Sign in whom the provider vouches for. An answer counts once."""
    site: Site = request.app.state.site
    if site.provider is None:
        return error_response(request, 404)
    flow, _, wanted = cookies.read(request, cookies.FLOW).partition(".")
    after = local(unquote(wanted))
    try:
        person = site.provider.person(flow, _back(request), dict(request.query_params))
        account = Identities(site.database).admit(person)
    except ProviderError as error:
        response = _refused(request, after, error)
    else:
        LOG.info("signed-in", extra={"account": account.name})
        door = Door.of(site)
        door.sign_ins.end(cookies.read(request, cookies.SESSION))
        response = RedirectResponse(after, 303)
        cookies.give(request, response, cookies.SESSION, door.sign_ins.begin(account.id))
    cookies.take(request, response, cookies.FLOW)
    return response


def _refused(request: Request, after: str, error: ProviderError) -> Response:
    reason = str(error)
    LOG.warning("provider-refused", extra={"keys": [reason]})
    return sign_in_form(request, after, STATUS.get(reason, 422), problem=f"oidc.{reason}")


def _back(request: Request) -> str:
    """The address that the provider sends the browser back to, as it is registered there."""
    scheme = "https" if request.app.state.site.settings.https else request.url.scheme
    return f"{scheme}://{request.url.netloc}{BACK}"


def routes() -> list[BaseRoute]:
    """Addresses of the way to the provider and back."""
    return [Route(THERE, go), Route(BACK, come_back)]
