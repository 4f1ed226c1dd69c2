"""Whether the process lives, and whether it can serve."""

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route


def alive(request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "alive"})


def ready(request: Request) -> Response:
    """The knowledge is loaded and the database answers; 503 otherwise."""
    try:
        with request.app.state.site.database.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return JSONResponse({"status": "database does not answer"}, 503)
    return JSONResponse({"status": "ready"})


def routes() -> list[BaseRoute]:
    """This area's addresses."""
    return [Route("/healthz", alive), Route("/readyz", ready)]
