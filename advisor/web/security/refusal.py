"""The answer to a request that is turned away before any page sees it."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.types import Receive, Scope, Send


async def refuse(
    scope: Scope,
    receive: Receive,
    send: Send,
    status: int,
    headers: Mapping[str, str] | None = None,
    cause: str = "",
) -> None:
    """Answer with the error page of this status and cause, or with JSON under `/api/`."""
    from advisor.web.errors import error_response

    response = error_response(Request(scope, receive), status, cause=cause)
    response.headers.update(headers or {})
    await response(scope, receive, send)
