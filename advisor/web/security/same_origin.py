"""Refuses requests that another site makes in a visitor's name."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from advisor.web.security.refusal import refuse

SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


class SameOrigin:
    """403 for a request that changes something and says that it comes from elsewhere.

    A program that is no browser sends neither header and passes; forms are also held to their
    token (see `csrf`).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless it is a foreign one."""
        changes = scope["type"] == "http" and scope["method"] not in SAFE
        if changes and foreign(Headers(scope=scope)):
            return await refuse(scope, receive, send, 403)
        return await self.app(scope, receive, send)


def foreign(headers: Headers) -> bool:
    """Whether the browser says that another site made this request."""
    site = headers.get("sec-fetch-site")
    if site and site not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")
