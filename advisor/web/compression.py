"""Pages go compressed over slow links, but for those behind a login."""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

LEVEL = 6
PLAIN = ("/desk", "/login", "/logout", "/tables")
"""Here names stand beside what an address asked for: their length must not tell them (BREACH)."""


class Compression:
    """Compresses by gzip what a client takes compressed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.compressed = GZipMiddleware(app, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        is_plain = scope["type"] != "http" or scope["path"].startswith(PLAIN)
        await (self.app if is_plain else self.compressed)(scope, receive, send)
