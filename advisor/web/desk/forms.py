"""Reading what a form or an address holds."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from advisor.common.errors import AdvisorError
from advisor.common.messages import describe, put
from advisor.web.language import language_of


def field(form: Mapping[str, Any], name: str) -> str:
    """A field as text, empty if it is not there."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def described(request: Request, error: AdvisorError) -> list[str]:
    """An error's problems, each after the very text that it is about."""
    return [describe(problem, language_of(request)) for problem in error.problems]


def in_words(request: Request, error: AdvisorError) -> list[str]:
    """An error's problems, each with what to do, for a page that shows the form again."""
    language = language_of(request)
    lines = []
    for problem in error.problems:
        hint = f" {put(problem.hint, language)}" if problem.hint else ""
        lines.append(put(problem.message, language) + hint)
    return lines
