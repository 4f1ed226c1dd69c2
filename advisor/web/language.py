"""Which language a request is answered in: `?lang=` first, then the cookie, then the default."""

from starlette.requests import Request

from advisor.language import LANGUAGES, Language

COOKIE = "lang"


def language_of(request: Request) -> Language:
    """The language of this request."""
    asked = (request.query_params.get("lang"), request.cookies.get(COOKIE))
    default: Language = request.app.state.site.settings.language
    return next((item for a in asked for item in LANGUAGES if a == item), default)


def switched(request: Request, language: Language) -> str:
    """This page's address in another language: path and query only."""
    return f"{request.url.path}?{request.url.include_query_params(lang=language).query}"
