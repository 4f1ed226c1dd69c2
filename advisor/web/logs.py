"""Logs: one JSON object a line on standard error, without personal data.

A request is logged by its route's pattern, never by its path: a questionnaire's path is its key.
An exception is logged by its type and where it was raised, never by its message: that may quote
what somebody typed.
"""

import json
import logging
import secrets
import time
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.common.errors import DisagreementError

LOG = logging.getLogger("advisor.web")
FIELDS = ("method", "route", "status", "ms", "keys", "account", "about")
ID_HEADER = "X-Request-Id"
_ID: ContextVar[str] = ContextVar("request", default="")
_FRAMES = 30


def current_id() -> str:
    """The id of the request that is being answered; made here, never taken from outside."""
    return _ID.get()


class JsonLines(logging.Formatter):
    """A log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, event, the request's id and its fields, if there are any."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": _event(record),
            **({"request": _ID.get()} if _ID.get() else {}),
            **{name: getattr(record, name) for name in FIELDS if hasattr(record, name)},
        }
        if record.exc_info and record.exc_info[1]:
            line["exceptions"] = _chain(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


class RequestLog:
    """Gives each request an id, tells it in the answer, and logs the answer when it was sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and time it."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        begun = time.perf_counter()
        status = 500
        _ID.set(secrets.token_hex(8))

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[ID_HEADER] = current_id()
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            took = time.perf_counter() - begun
            route = getattr(scope.get("route"), "path", None)
            fields = {"method": scope["method"], "route": route or "-", "status": status}
            LOG.info("request", extra={**fields, "ms": round(took * 1000, 1)})
            scope["app"].state.site.answered(route, status, took)


def _event(record: logging.LogRecord) -> str:
    """The message; only the name where a library speaks that might quote its input."""
    known = record.name.partition(".")[0] in ("advisor", "uvicorn")
    return record.getMessage().strip() if known else record.name


def _chain(error: BaseException | None) -> list[dict[str, Any]]:
    """The exception, then what it came from, each with its frames, the innermost first."""
    chain: list[dict[str, Any]] = []
    while error is not None and len(chain) < _FRAMES:
        chain.append({"type": type(error).__qualname__, **_said(error), "at": _frames(error)})
        error = error.__cause__ or error.__context__
    return chain


def _said(error: BaseException) -> dict[str, str]:
    """What an exception says, where that is no text from outside: rules, terms, error numbers."""
    if isinstance(error, DisagreementError):
        return {"says": str(error)}
    name = getattr(error, "sqlite_errorname", None) or getattr(error, "errno", None)
    return {"says": str(name)} if name else {}


def _frames(error: BaseException) -> list[str]:
    trace: TracebackType | None = error.__traceback__
    frames = [
        f"{Path(frame.f_code.co_filename).name}:{line} {frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(trace)
    ]
    return frames[::-1][:_FRAMES]


CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonLines}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {
        name: {"handlers": ["stderr"], "level": "INFO", "propagate": False}
        for name in ("advisor.web", "uvicorn")
    },
    # What any other library has to say goes the same way.
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
