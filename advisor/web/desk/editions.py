"""Editions of the knowledge: which the ledger holds, and what changed between two."""

import re
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from advisor.audit.editions import used_editions
from advisor.audit.ledger import Ledger
from advisor.audit.query import Filter
from advisor.audit.rule_changes import Change, changes
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.knowledge.knowledge import Knowledge
from advisor.web.desk.compared import AT_ONCE, TODAY, Reach, base, reach
from advisor.web.desk.forms import described, field
from advisor.web.desk.ledger_access import reader_of
from advisor.web.desk.search_query import asked, filter_of, number
from advisor.web.desk.view import Reader
from advisor.web.ledger_access import from_ledger
from advisor.web.rendering import page
from advisor.web.security.guard import shown
from advisor.web.security.rights import Right
from advisor.web.store.accounts import Account

LIST, COMPARE = "/desk/editions", "/desk/editions/compare"
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Compared:
    """Both editions, what changed, and whom it would touch if that was asked."""

    old: Knowledge
    new: Knowledge
    changes: list[Change]
    reach: Reach | None


def show(request: Request, account: Account) -> Response:
    """Every edition in the ledger and today's, and the form to compare two."""
    return _list(request, account)


def compare(request: Request, account: Account) -> Response:
    """What changed from one edition to the other."""
    reader, given = reader_of(request, account), request.query_params
    try:
        wanted = _period(request, reader)
        a, b = (_name(field(given, name)) for name in ("a", "b"))
        now = request.app.state.site.knowledge
        found = from_ledger(request, lambda book: _compared(book, (a, b), now, wanted, reader))
    except AdvisorError as error:
        return _list(request, account, 422, described(request, error))
    if found is None:
        return _list(request, account)
    content: dict[str, Any] = {
        "found": found,
        "a": a,
        "b": b,
        "since": field(given, "since"),
        "until": field(given, "until"),
        "at_once": AT_ONCE,
    }
    return page(request, "desk/compare.html", account=account, reader=reader, **content)


def _compared(
    ledger: Ledger,
    names: tuple[str, str],
    today: Knowledge,
    wanted: Filter | None,
    reader: Reader,
) -> Compared:
    old, new = (base(ledger, name, today) for name in names)
    touched = reach(ledger, old, new, wanted, reader) if wanted else None
    return Compared(old, new, changes(old, new, reader.language), touched)


def _period(request: Request, reader: Reader) -> Filter | None:
    """Which consultations to recompute; None when that was not asked. Raises AdvisorError."""
    given = request.query_params
    if field(given, "impact") != "yes":
        return None
    search = asked({name: field(given, name) for name in ("since", "until")}, personal=False)
    below = number(field(given, "below"))
    return replace(filter_of(search, reader.zone), kind="consultation", below=below)


def _name(text: str) -> str:
    if text != TODAY and not DIGEST.fullmatch(text):
        raise AdvisorError([Problem(text[:80], None, said("desk.choose-edition"))])
    return text


def _list(
    request: Request, account: Account, status: int = 200, lines: list[str] | None = None
) -> Response:
    today = request.app.state.site.knowledge
    editions = from_ledger(request, used_editions)
    content = {
        "editions": editions,
        "today": today,
        "stands": any(item.digest == today.digest for item in editions or ()),
        "a": field(request.query_params, "a"),
        "b": field(request.query_params, "b"),
        "lines": lines or [],
    }
    return page(request, "desk/editions.html", status, account=account, **content)


def routes() -> list[BaseRoute]:
    """Addresses of the editions."""
    return [Route(LIST, shown(Right.READ, show)), Route(COMPARE, shown(Right.READ, compare))]
