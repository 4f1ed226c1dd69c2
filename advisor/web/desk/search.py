"""The desk's first page: find records."""

import logging
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from advisor.audit.editions import UsedEdition, used_editions
from advisor.audit.ledger import Ledger
from advisor.audit.query import Filter, find_numbered, unknown_names
from advisor.common.errors import AdvisorError, Problem
from advisor.common.messages import word
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.vocabulary import written
from advisor.web.desk.forms import described, in_words
from advisor.web.desk.ledger_access import reader_of
from advisor.web.desk.search_query import KINDS, STATUSES, asked, filter_of
from advisor.web.desk.view import Reader, Row, row, step_titles
from advisor.web.ledger_access import from_ledger
from advisor.web.rendering import page
from advisor.web.security.guard import HOME, shown
from advisor.web.security.rights import Right
from advisor.web.store.accounts import Account

LOG = logging.getLogger("advisor.web")
PER_PAGE = 25


def show(request: Request, account: Account) -> Response:
    """The records that fit, newest first."""
    reader = reader_of(request, account)
    search = asked(request.query_params, reader.personal)
    lines: list[str] = []
    wanted: Filter | None = None
    try:
        wanted = filter_of(search, reader.zone)
    except AdvisorError as error:
        lines = described(request, error)
    base = request.app.state.site.knowledge
    found = from_ledger(request, lambda ledger: _found(ledger, wanted, reader, base))
    rows, editions, unknown = found or ([], [], ())
    if reader.personal and rows:
        seen = f"{rows[0].number}-{rows[:PER_PAGE][-1].number}"
        LOG.info("records-listed", extra={"account": account.name, "about": seen})
    content: dict[str, Any] = {
        "account": account,
        "reader": reader,
        "search": search,
        "empty": found is None,
        "rows": rows[:PER_PAGE],
        "more": search.address(HOME, below=rows[PER_PAGE - 1].number) if rows[PER_PAGE:] else "",
        "choices": _choices(editions, reader),
        "suggestions": _suggestions(request, reader),
        "lines": lines,
        "unknown": in_words(request, AdvisorError(unknown)),
        "changed": "password" in request.query_params,
    }
    return page(request, "desk/search.html", 422 if lines else 200, **content)


def _found(
    ledger: Ledger, wanted: Filter | None, reader: Reader, base: Knowledge
) -> tuple[list[Row], list[UsedEdition], tuple[Problem, ...]]:
    """One row more than a page shows, the editions to choose from, and names nobody knows."""
    found = find_numbered(ledger, wanted, PER_PAGE + 1) if wanted else ()
    rows = [row(number, record, reader) for number, record in found]
    unknown = unknown_names(ledger, wanted, lambda: base) if wanted else ()
    return rows, used_editions(ledger), unknown


def _choices(editions: list[UsedEdition], reader: Reader) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen from: the value of each field, and how it is called."""

    def named(key: str, **parameters: object) -> str:
        return word(f"desk.{key}", reader.language, **parameters)

    return {
        "status": [(status, named(f"status-{status}")) for status in STATUSES],
        "kind": [(kind, named(f"kind-{kind}")) for kind in KINDS],
        "edition": [
            (used.digest, named("edition-named", version=used.version, digest=used.digest[7:19]))
            for used in editions
        ],
    }


def _suggestions(request: Request, reader: Reader) -> dict[str, list[tuple[str, str]]]:
    """What can be looked for under today's knowledge; earlier names can be typed."""
    base, language = request.app.state.site.knowledge, reader.language
    answers = [
        (f"{name}={written(value)}", term.sentence(value).to(language))
        for name, term in base.vocabulary.asked.items()
        if term.type != "number"
        for value in term.values
    ]
    rules = [(rule.id, rule.title.to(language)) for rule in base.rules]
    return {"answer": answers, "rule": rules, "step": list(step_titles(base, language))}


def routes() -> list[BaseRoute]:
    """The desk's first address."""
    return [Route(HOME, shown(Right.READ, show))]
