"""HTTP as uvicorn speaks it, with a limit on a request's head: its size, and its time.

uvicorn itself lets a head grow without end and waits for it forever, so that a few slow clients
could use up every connection.
"""

import asyncio
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 32_768
"""Bytes of a request's first line and headers."""
HEAD_SECONDS = 10.0
"""How long a head may take, from the connection's first moment or the request's first byte."""


class PatientProtocol(HttpToolsProtocol):
    """One connection: 431 for a head that is too large, 408 for one that does not come."""

    _timer: asyncio.TimerHandle | None = None
    _in_head = True
    _size = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Pass on what came; hang up when it is too much."""
        self._size += len(data)
        super().data_received(data)
        if self._in_head and self._size > LARGEST_HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._in_head, self._size = True, 0
        self._wait()

    def on_headers_complete(self) -> None:
        """The head is there; it may have come whole with the first bytes."""
        self._in_head = False
        self._stop_waiting()
        if len(self.url) + sum(len(a) + len(b) for a, b in self.headers) > LARGEST_HEAD:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
            raise ValueError("head too large")
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Say that it is no HTTP, unless a refusal was sent already."""
        if not self.transport.is_closing():
            super().send_400_response(msg)

    def _wait(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._timer = None
        self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer in one line and hang up."""
        if self.transport.is_closing():
            return
        head = f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\n"
        self.transport.write(f"{head}Content-Length: 0\r\n\r\n".encode())
        self.transport.close()
