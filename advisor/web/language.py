"""Which language a request is answered in.

`?lang=` first, then the cookie, then, for the API, what the client says it accepts, then the
default: a page is in Indonesian unless its visitor switched, whatever the browser is set to.
"""

from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, urlencode

from starlette.requests import Request
from starlette.routing import Match

from advisor.common.language import LANGUAGES, Language

API = "/api/"
"""What lies below is asked for by programs and answered in JSON."""
SAFE = ("GET", "HEAD")


def language_of(request: Request) -> Language:
    """The language of this request."""
    default: Language = request.app.state.site.settings.language
    return next((item for a in _asked(request) for item in LANGUAGES if a == item), default)


def cookie_name(https: bool) -> str:
    """The cookie that keeps the language; the prefix binds it to this host."""
    return "__Host-lang" if https else "lang"


def address_of(request: Request) -> str | None:
    """Where the page that answers this request can be asked for again, as path and query.

    None when only sending a form gives it. One slash leads: two would name another site.
    """
    path = "/" + quote(request.scope["path"].lstrip("/\\"), safe="/:@")
    if request.method not in SAFE:
        return path if _is_shown(request) else None
    query = urlencode(request.query_params.multi_items())
    return f"{path}?{query}" if query else path


def switched(address: str, language: Language) -> str:
    """An address of this site in another language."""
    path, _, query = address.partition("?")
    kept = [(name, value) for name, value in parse_qsl(query, True) if name != "lang"]
    return f"{path}?{urlencode([*kept, ('lang', language)])}"


def _is_shown(request: Request) -> bool:
    """Whether something is shown at the address that a form was sent to."""
    scope = {**request.scope, "method": "GET"}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)


def _asked(request: Request) -> Iterator[str | None]:
    yield request.query_params.get("lang")
    yield request.cookies.get(cookie_name(request.app.state.site.settings.https))
    if request.url.path.startswith(API):
        yield from _accepted(request.headers.get("accept-language", ""))


def _accepted(header: str) -> list[str]:
    """The main languages of an Accept-Language header, the best first."""
    weighed = []
    for item in header.split(","):
        tag, _, weight = item.partition(";q=")
        weighed.append((tag.strip().partition("-")[0].lower(), _weight(weight)))
    return [tag for tag, weight in sorted(weighed, key=lambda pair: -pair[1]) if weight > 0]


def _weight(text: str) -> float:
    try:
        return float(text or "1")
    except ValueError:
        return 0.0
