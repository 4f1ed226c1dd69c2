"""Files that are the same for everybody: styles, scripts, the icon, and what crawlers may visit."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).resolve().parent / "static"
ICON = FOLDER / "icon.svg"
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
"""It may be kept, but the server is asked each time whether it is still the same."""
ROBOTS = "User-agent: *\nAllow: /$\nDisallow: /\n"
"""The first page may be found by a search. A questionnaire's address is its key."""


@cache
def asset(name: str) -> str:
    """The address of a static file, which names its content: it may be kept for good."""
    return f"/static/{name}?v={sha256((FOLDER / name).read_bytes()).hexdigest()[:16]}"


class Assets(StaticFiles):
    """The static files. Under the address that `asset` gives they never change."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, and how long it may be kept."""
        response = await super().get_response(path, scope)
        asked = f"/static/{path}?{scope['query_string'].decode('latin-1')}"
        response.headers["Cache-Control"] = FOREVER if asked == asset(path) else ASK_AGAIN
        return response


def favicon(_: Request) -> Response:
    """The icon, for whatever asks for it without reading a page."""
    return FileResponse(ICON, headers={"Cache-Control": ASK_AGAIN})


def robots(_: Request) -> Response:
    """What crawlers may visit."""
    return PlainTextResponse(ROBOTS)


def routes() -> list[BaseRoute]:
    """This area's addresses."""
    return [
        Route("/favicon.ico", favicon),
        Route("/robots.txt", robots),
        Mount("/static", Assets(directory=FOLDER), name="static"),
    ]
