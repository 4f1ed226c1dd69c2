"""The cookies of the audit desk. With HTTPS their names bind them to this very host."""

from starlette.requests import Request
from starlette.responses import Response

SESSION, DEVICE, FLOW = "session", "device", "flow"
LASTS = {DEVICE: 180 * 86_400, FLOW: 600}
"""Seconds; the others go with the browser."""


def read(request: Request, name: str) -> str:
    """A cookie's value, empty without one."""
    return request.cookies.get(_name(request, name), "")


def give(request: Request, response: Response, name: str, value: str) -> None:
    """Give a cookie that no script can read and no other site's form can send."""
    response.set_cookie(
        _name(request, name),
        value,
        max_age=LASTS.get(name),
        path="/",
        secure=_https(request),
        httponly=True,
        samesite="lax",
    )


def take(request: Request, response: Response, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(
        _name(request, name), path="/", secure=_https(request), httponly=True, samesite="lax"
    )


def _name(request: Request, name: str) -> str:
    return f"__Host-{name}" if _https(request) else name


def _https(request: Request) -> bool:
    https: bool = request.app.state.site.settings.https
    return https
