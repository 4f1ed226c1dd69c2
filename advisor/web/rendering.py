"""Fills a template in the visitor's language. Everything that is put in is escaped."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from advisor.common.language import LANGUAGES, Language, Said
from advisor.common.messages import put, word
from advisor.common.text import Text
from advisor.presentation.html import environment
from advisor.web.assets import asset
from advisor.web.language import address_of, cookie_name, language_of, switched
from advisor.web.security import csrf

TEMPLATES = Path(__file__).resolve().parent / "templates"
YEAR = 31_536_000


@cache
def templates() -> Environment:
    """The templates of the pages, with what all of them know."""
    found = environment(TEMPLATES)
    found.globals["asset"] = asset
    found.filters["capitalize_first"] = lambda text: text[:1].upper() + text[1:]
    return found


OWN = "own"
"""Stands for the address of the request that a page answers."""


def page(
    request: Request, template: str, status: int = 200, again: str | None = OWN, **content: Any
) -> Response:
    """A page. `again` is where to find it in another language: path and query; None: nowhere.

    Templates know `say(key, …)`, `t(text)`, `said(message)`, `language`, `csrf`, `request`, `site`.
    """
    language = language_of(request)
    html = (
        templates()
        .get_template(template)
        .render(
            **_words(language),
            language=language,
            others=_others(language, address_of(request) if again == OWN else again),
            csrf=csrf.token(request),
            request=request,
            site=request.app.state.site,
            status=status,
            **content,
        )
    )
    response = HTMLResponse(html, status)
    csrf.remember(request, response)
    _remember_language(request, response)
    return response


def _others(language: Language, address: str | None) -> list[tuple[Language, str]]:
    """The other languages, each with this page's address in it."""
    if address is None:
        return []
    return [(other, switched(address, other)) for other in LANGUAGES if other != language]


def _words(language: Language) -> dict[str, Any]:
    def say(key: str, **parameters: object) -> str:
        return word(key, language, **parameters)

    def text(value: Text) -> str:
        return value.to(language)

    def phrase(message: Said) -> str:
        return put(message, language)

    return {"say": say, "t": text, "said": phrase}


def _remember_language(request: Request, response: Response) -> None:
    """Keep a language that was switched to."""
    chosen = request.query_params.get("lang")
    if chosen in LANGUAGES:
        secure = request.app.state.site.settings.https
        response.set_cookie(
            cookie_name(secure),
            chosen,
            max_age=YEAR,
            path="/",
            httponly=True,
            samesite="lax",
            secure=secure,
        )
