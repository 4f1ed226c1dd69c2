"""The answer to a request that is turned away before any page sees it."""

from starlette.requests import Request
from starlette.types import Receive, Scope, Send


async def refuse(scope: Scope, receive: Receive, send: Send, status: int) -> None:
    """Answer with the error page of this status, or with JSON under `/api/`."""
    from advisor.web.errors import error_response

    request = Request(scope, receive)
    await error_response(request, status)(scope, receive, send)
