"""A cap on a request's body: 413 for what is larger, before it is read; 408 for what dawdles."""

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.web.security.refusal import refuse

PATIENCE = 30.0
"""Seconds that a whole body may take to arrive."""
CLOSE = {"Connection": "close"}
"""What is left of such a body is not read, so the connection cannot be used again."""


class TooLargeError(Exception):
    """More bytes came than were announced and are allowed."""


class TooSlowError(Exception):
    """The body has not arrived in time."""


class BodyLimit:
    """Refuses a body of more than `limit` bytes, announced or not, or that takes too long."""

    def __init__(self, app: ASGIApp, limit: int, patience: float = PATIENCE) -> None:
        self.app = app
        self.limit = limit
        self.patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        announced = Headers(scope=scope).get("content-length", "0")
        if not (announced.isascii() and announced.isdigit() and len(announced) < 16):
            return await refuse(scope, receive, send, 400, CLOSE)
        if int(announced) > self.limit:
            return await refuse(scope, receive, send, 413, CLOSE)
        return await self._counted(scope, receive, send)

    async def _counted(self, scope: Scope, receive: Receive, send: Send) -> None:
        came = 0
        complete = started = False
        deadline = asyncio.get_running_loop().time() + self.patience

        async def counting() -> Message:
            nonlocal came, complete
            if complete:
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError as error:
                raise TooSlowError from error
            came += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if came > self.limit:
                raise TooLargeError
            return message

        async def noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, counting, noting)
        except (TooLargeError, TooSlowError) as error:
            if not started:
                status = 413 if isinstance(error, TooLargeError) else 408
                await refuse(scope, receive, send, status, CLOSE)
