"""The page that explains the API to people, with examples that can be copied."""

import json
from dataclasses import dataclass
from shlex import quote
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from advisor.common.language import Language
from advisor.web.api.body import JSON_TYPE
from advisor.web.api.examples import Examples
from advisor.web.api.openapi import Describing, refusals
from advisor.web.api.operations import BASE, LANG, OPERATIONS, Operation
from advisor.web.language import language_of
from advisor.web.rendering import page

SHOWN = 16
"""Lines of an answer that give an idea of it."""


@dataclass(frozen=True)
class Entry:
    """One operation as the page shows it; `?lang`, which all have, is told once.

    `path` and `body` make the example request, `answer` is how its answer begins.
    """

    operation: Operation
    parameters: list[dict[str, Any]]
    path: str
    body: Any
    answer: str

    @property
    def address(self) -> str:
        """The address with its open part."""
        return BASE + self.operation.path

    def request(self, root: str) -> str:
        """The example as a command for a shell."""
        return curl(root + self.path, self.body)


def routes() -> list[BaseRoute]:
    """The page's address."""
    made: dict[Language, list[Entry]] = {}

    def show(request: Request) -> Response:
        site, language = request.app.state.site, language_of(request)
        if language not in made:
            describing = Describing(site, language, Examples(site))
            made[language] = [_entry(describing, operation) for operation in OPERATIONS]
        statuses = sorted({status for operation in OPERATIONS for status in refusals(operation)})
        root = f"{request.url.scheme}://{request.url.netloc}"
        content: dict[str, Any] = {
            "entries": made[language],
            "statuses": statuses,
            "root": root,
            "base": BASE,
        }
        return page(request, "operations.html", **content)

    return [Route("/api", show, name="api")]


def _entry(describing: Describing, operation: Operation) -> Entry:
    path = operation.path
    if operation.parameter:
        path = path.replace(f"{{{operation.parameter}}}", describing.name(operation))
    return Entry(
        operation,
        [found for found in describing.parameters(operation) if found["name"] != LANG],
        BASE + path,
        describing.body(operation) if operation.asks else None,
        beginning(describing.answer(operation)),
    )


def curl(address: str, body: Any = None) -> str:
    """A command for a shell that sends this body, or asks for the address when there is none."""
    if body is None:
        return f"curl {quote(address)}"
    sent = json.dumps(body, ensure_ascii=False, indent=2)
    header = quote(f"Content-Type: {JSON_TYPE}")
    return f"curl {quote(address)} \\\n  -H {header} \\\n  -d {quote(sent)}"


def beginning(answer: Any) -> str:
    """The first lines of an answer."""
    lines = json.dumps(answer, ensure_ascii=False, indent=2).splitlines()
    return "\n".join([*lines[:SHOWN], *(["…"] if len(lines) > SHOWN else [])])
