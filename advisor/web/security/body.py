"""A cap on a request's body: 413 for what is larger, before it is read; 408 for what dawdles."""

import asyncio
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.web.security.refusal import refuse

PATIENCE = 30.0
"""Seconds that a whole body may take to arrive."""
PATIENCE_FOR_LARGER = 120.0
CLOSE = {"Connection": "close"}
"""What is left of such a body is not read, so the connection cannot be used again."""


class TooLargeError(Exception):
    """More bytes came than were announced and are allowed."""


class TooSlowError(Exception):
    """The body has not arrived in time."""


class BodyLimit:
    """Refuses a body of more than `limit` bytes, announced or not, or that takes too long.

    `larger` gives the paths that take more, with their limits.
    """

    def __init__(
        self,
        app: ASGIApp,
        limit: int,
        patience: float = PATIENCE,
        larger: Mapping[str, int] | None = None,
    ) -> None:
        self.app = app
        self.limit = limit
        self.patience = patience
        self.larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        announced = Headers(scope=scope).get("content-length", "0")
        if not (announced.isascii() and announced.isdigit() and len(announced) < 16):
            return await refuse(scope, receive, send, 400, CLOSE)
        limit = self.larger.get(scope["path"], self.limit)
        if int(announced) > limit:
            return await refuse(scope, receive, send, 413, CLOSE, self._cause(scope))
        return await self._counted(scope, receive, send, limit)

    async def _counted(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        came = 0
        complete = started = False
        patience = PATIENCE_FOR_LARGER if scope["path"] in self.larger else self.patience
        deadline = asyncio.get_running_loop().time() + patience

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
            if came > limit:
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
                cause = self._cause(scope) if status == 413 else ""
                await refuse(scope, receive, send, status, CLOSE, cause)

    def _cause(self, scope: Scope) -> str:
        return "table" if scope["path"] in self.larger else ""
