"""Form tokens: a form counts only with the token that was given to the same browser.

The forms of whoever is signed in count, besides, only with the same sign-in. The others outlast
signing in and out: a question that stands open in another tab can still be answered.

A token is written differently each time: pages are compressed, and from the lengths of many answers
a text that stays the same could be guessed (BREACH).
"""

import hmac
import secrets
from hashlib import sha256

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FIELD = "csrf"
MAX_FIELDS = 200


def cookie_name(https: bool) -> str:
    """The cookie that tells one browser from another; the prefix binds it to this host."""
    return "__Host-visitor" if https else "visitor"


def token(request: Request) -> str:
    """The token to put into a form that answers this request."""
    visitor = request.cookies.get(_name(request)) or getattr(request.state, "visitor", None)
    if visitor is None:
        visitor = request.state.visitor = secrets.token_urlsafe(16)
    return _masked(_signed(request, visitor))


def remember(request: Request, response: Response) -> None:
    """Give the browser the cookie that its form's token belongs to."""
    visitor = getattr(request.state, "visitor", None)
    if visitor is not None:
        secure = request.app.state.site.settings.https
        response.set_cookie(
            _name(request), visitor, path="/", httponly=True, samesite="lax", secure=secure
        )


def bind(request: Request, session: str) -> None:
    """From now on this request's forms belong to this sign-in, by its token."""
    request.state.bound = session


async def form_of(request: Request, files: int = 0) -> FormData:
    """The form that was sent, with so many files at most. Raises a 403 HTTPException without this
    browser's token.
    """
    form = await request.form(max_files=files, max_fields=MAX_FIELDS)
    visitor = request.cookies.get(_name(request))
    given = form.get(FIELD)
    expected = _signed(request, visitor) if visitor else b""
    if not expected or not isinstance(given, str) or not _same(given, expected):
        raise HTTPException(403, "csrf")
    return form


def _masked(signed: bytes) -> str:
    """What is signed, under a mask that stands before it, in hex."""
    mask = secrets.token_bytes(len(signed))
    return (mask + _xor(mask, signed)).hex()


def _same(given: str, expected: bytes) -> bool:
    try:
        sent = bytes.fromhex(given)
    except ValueError:
        return False
    half = len(expected)
    return len(sent) == 2 * half and hmac.compare_digest(_xor(sent[:half], sent[half:]), expected)


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _name(request: Request) -> str:
    return cookie_name(request.app.state.site.settings.https)


def _signed(request: Request, visitor: str) -> bytes:
    secret: bytes = request.app.state.site.settings.secret
    text = f"form:{visitor}:{getattr(request.state, 'bound', '')}"
    return hmac.new(secret, text.encode(), sha256).digest()
