"""The API's addresses: each reads a request, calls its operation, and writes JSON."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from advisor.common.errors import MAX_PROBLEMS, AdvisorError, Problem, did_you_mean
from advisor.common.language import LANGUAGES, Language, said
from advisor.web.api import page
from advisor.web.api.body import read_object
from advisor.web.api.call import Call, Reply
from advisor.web.api.openapi import openapi
from advisor.web.api.operations import BASE, LANG, OPERATIONS, Operation
from advisor.web.api.recording import KEY_HEADER
from advisor.web.errors import RefusedError
from advisor.web.language import language_of

Endpoint = Callable[[Request], Awaitable[Response]]
AT_ONCE = 4
"""Computing threads: more would only take turns at the interpreter, and would leave the pages no
thread while the ledger waits."""
NOT_FOUND = frozenset(
    (
        "api.no-schema",
        "explain.held-back",
        "explain.no-rank",
        "explain.no-step",
        "explain.no-step-or-rule",
        "explain.not-advised",
        "explain.rank-is-advised",
        "rules.unknown",
    )
)
"""What is wrong with the name in the path: nothing has it, or this plan does not."""


def routes() -> list[BaseRoute]:
    """The operations, their description, and the page that explains them."""
    limiter = CapacityLimiter(AT_ONCE)
    return [
        *(_route(o.path, o.method, _endpoint(o, limiter)) for o in OPERATIONS),
        _route("/openapi.json", "GET", _description(limiter)),
        *page.routes(),
    ]


def _route(path: str, method: str, endpoint: Endpoint) -> Route:
    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": f"{method}, OPTIONS"})
        return await endpoint(request)

    return Route(BASE + path, answer, methods=[method, "OPTIONS"])


def _endpoint(operation: Operation, limiter: CapacityLimiter) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        _check_query(request, operation.query)
        sent = await read_object(request) if operation.asks else {}
        call = Call(
            site=request.app.state.site,
            language=language_of(request),
            sent=sent,
            name=next(iter(request.path_params.values()), ""),
            query=request.query_params,
            key=request.headers.get(KEY_HEADER),
        )
        reply = await to_thread.run_sync(partial(_answer, operation, call), limiter=limiter)
        return JSONResponse(reply.content, reply.status, dict(reply.headers))

    return endpoint


def _answer(operation: Operation, call: Call) -> Reply:
    """The operation's answer; 404 when it is the name in the path that is wrong."""
    try:
        return operation.answer(call)
    except AdvisorError as error:
        if {problem.message.key for problem in error.problems} <= NOT_FOUND:
            raise RefusedError(404, error.problems) from error
        raise


def _description(limiter: CapacityLimiter) -> Endpoint:
    """The API as OpenAPI, in the language asked for; made once."""
    made: dict[Language, Any] = {}

    async def endpoint(request: Request) -> Response:
        _check_query(request, (LANG,))
        language = language_of(request)
        if language not in made:
            make = partial(openapi, request.app.state.site, language)
            made[language] = await to_thread.run_sync(make, limiter=limiter)
        return JSONResponse(made[language])

    return endpoint


def _check_query(request: Request, known: tuple[str, ...]) -> None:
    """A query that means nothing is refused: whoever mistyped `record` must hear of it."""
    given = request.query_params.multi_items()[:MAX_PROBLEMS]
    names = [name for name, _ in given]
    problems = [
        Problem(name, None, said("api.parameter", known=known), did_you_mean(name, known))
        for name in names
        if name not in known
    ]
    problems += [
        Problem(name, None, said("api.parameter-twice")) for name in known if names.count(name) > 1
    ]
    problems += [
        Problem(LANG, None, said("api.choice", given=value, known=LANGUAGES))
        for name, value in given
        if name == LANG and value not in LANGUAGES
    ]
    if problems:
        raise AdvisorError(problems)
