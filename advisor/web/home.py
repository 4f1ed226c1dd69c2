"""The first page: a door for each kind of visitor."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from advisor.web.rendering import page


def home(request: Request) -> Response:
    """Where to go."""
    return page(request, "home.html")


def routes() -> list[BaseRoute]:
    """This area's addresses."""
    return [Route("/", home, name="home")]
