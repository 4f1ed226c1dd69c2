"""Which language a request is answered in.

`?lang=` first, then the cookie, then, for the API, what the client says it accepts, then the
default: a page is in Indonesian unless its visitor switched, whatever the browser is set to.
"""

from collections.abc import Iterator

from starlette.requests import Request

from advisor.language import LANGUAGES, Language

API = "/api/"
"""What lies below is asked for by programs and answered in JSON."""


def language_of(request: Request) -> Language:
    """The language of this request."""
    default: Language = request.app.state.site.settings.language
    return next((item for a in _asked(request) for item in LANGUAGES if a == item), default)


def cookie_name(https: bool) -> str:
    """The cookie that keeps the language; the prefix binds it to this host."""
    return "__Host-lang" if https else "lang"


def switched(request: Request, language: Language) -> str:
    """This page's address in another language: path and query only."""
    return f"{request.url.path}?{request.url.include_query_params(lang=language).query}"


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
