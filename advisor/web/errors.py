"""Every error as an answer: a page in the visitor's language, or JSON under `/api/`."""

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from advisor.errors import AdvisorError, Problem
from advisor.web.language import language_of
from advisor.web.rendering import page
from advisor.words import describe, word

LOG = logging.getLogger("advisor.web")
KNOWN = (400, 401, 403, 404, 405, 413, 422, 429, 503)


def error_response(
    request: Request, status: int, lines: tuple[str, ...] = (), cause: str = ""
) -> Response:
    """The answer for one status; `cause` names a more exact message (`web.error-403-csrf`)."""
    name = f"{status}-{cause}" if cause else str(status if status in KNOWN else 500)
    language = language_of(request)
    title = word(f"web.error-{name}", language)
    advice = word(f"web.error-{name}-do", language)
    if request.url.path.startswith("/api/"):
        body = {"error": {"status": status, "message": f"{title} {advice}", "problems": [*lines]}}
        return JSONResponse(body, status)
    return page(request, "error.html", status=status, title=title, advice=advice, lines=lines)


async def on_http(request: Request, error: Exception) -> Response:
    """An error that a page raised on purpose."""
    assert isinstance(error, HTTPException)
    cause = "csrf" if error.detail == "csrf" else ""
    response = error_response(request, error.status_code, cause=cause)
    response.headers.update(error.headers or {})
    return response


async def on_bad_input(request: Request, error: Exception) -> Response:
    """Problems of the input, in words; 503 when it is the ledger or the knowledge that failed."""
    assert isinstance(error, AdvisorError)
    lines = tuple(describe(problem, language_of(request)) for problem in error.problems)
    return error_response(request, 503 if _ours(error.problems) else 422, lines)


async def on_fault(request: Request, error: Exception) -> Response:
    """Our own fault: logged with its traceback, shown without."""
    LOG.error("fault", exc_info=error)
    return error_response(request, 500)


def _ours(problems: tuple[Problem, ...]) -> bool:
    """Whether it is not the visitor's input that is at fault."""
    ours = ("graph", "ledger", "load", "report", "web")
    return any(p.message.key.partition(".")[0] in ours for p in problems)
