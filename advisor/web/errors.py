"""Every error as an answer: a page in the visitor's language, or JSON under `/api/`."""

import logging
from collections.abc import Iterable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from advisor.common.errors import AdvisorError, Problem
from advisor.common.messages import describe, word
from advisor.web.language import API, language_of
from advisor.web.logs import ID_HEADER, current_id
from advisor.web.rendering import page
from advisor.web.security.headers import mark
from advisor.web.store.database import PATIENCE

LOG = logging.getLogger("advisor.web")
KNOWN = (400, 401, 403, 404, 405, 408, 409, 413, 414, 415, 422, 429, 503)
FOR_PROGRAMS = (400, 404, 405)
"""What a program is told in other words than a person at a browser."""


class RefusedError(AdvisorError):
    """Input that another status than 422 fits better."""

    def __init__(self, status: int, problems: Iterable[Problem]) -> None:
        super().__init__(problems)
        self.status = status


def error_response(
    request: Request, status: int, lines: tuple[str, ...] = (), cause: str = ""
) -> Response:
    """The answer for one status; `cause` names a more exact message (`web.error-403-csrf`)."""
    is_api = request.url.path.startswith(API)
    if is_api and status in FOR_PROGRAMS:
        cause = "api"
    name = f"{status}-{cause}" if cause else str(status if status in KNOWN else 500)
    language = language_of(request)
    title = word(f"web.error-{name}", language)
    advice = word(f"web.error-{name}-do", language)
    if is_api:
        body = {"error": {"status": status, "message": f"{title} {advice}", "problems": [*lines]}}
        return JSONResponse(body, status)
    return page(request, "error.html", status=status, title=title, advice=advice, lines=lines)


async def on_http(request: Request, error: Exception) -> Response:
    """An error that a page raised on purpose."""
    assert isinstance(error, HTTPException)
    cause = error.detail if error.detail in ("csrf", "table") else ""
    response = error_response(request, error.status_code, cause=cause)
    response.headers.update(error.headers or {})
    return response


async def on_bad_input(request: Request, error: Exception) -> Response:
    """Problems of the input, in words; 503, without them, when it is not the input that failed."""
    assert isinstance(error, AdvisorError)
    if _ours(error.problems):
        LOG.error("unavailable", extra={"keys": [p.message.key for p in error.problems]})
        return error_response(request, 503)
    lines = tuple(describe(problem, language_of(request)) for problem in error.problems)
    return error_response(request, error.status if isinstance(error, RefusedError) else 422, lines)


async def on_database(request: Request, error: Exception) -> Response:
    """The application's database is full, locked or gone: what was sent is not saved."""
    LOG.error("unavailable", exc_info=error)
    cause = "unsaved" if request.method == "POST" else ""
    response = error_response(request, 503, cause=cause)
    response.headers["Retry-After"] = str(PATIENCE)
    return response


async def on_gone(request: Request, error: Exception) -> Response:
    """Whoever asked has hung up: nobody reads this."""
    return Response(status_code=400)


async def on_deleted(request: Request, error: Exception) -> Response:
    """What was asked for was deleted in this very moment."""
    return error_response(request, 404)


async def on_fault(request: Request, error: Exception) -> Response:
    """Our own fault, shown without its traceback; the server logs that when this has returned.

    This answer passes no middleware, hence it is marked here.
    """
    response = error_response(request, 500)
    response.headers[ID_HEADER] = current_id()
    mark(response.headers, request.app.state.site.settings.https)
    return response


def _ours(problems: tuple[Problem, ...]) -> bool:
    """Whether it is not the visitor's input that is at fault."""
    ours = ("database", "files", "graph", "ledger", "load", "report", "web")
    return any(p.message.key.partition(".")[0] in ours for p in problems)
