"""One record: what was asked and advised, under which rules; and why a step was advised."""

import logging
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from advisor.advice.facts import one_line
from advisor.audit import explain
from advisor.audit.follow_up import follow_ups
from advisor.audit.ledger import Ledger
from advisor.audit.record import Record
from advisor.audit.redact import redact
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.web.desk.forms import field, in_words
from advisor.web.desk.ledger_access import reader_of
from advisor.web.desk.outline import outline
from advisor.web.desk.search_query import asked, number
from advisor.web.desk.view import Contents, Reader, Report, Row, contents, report, row
from advisor.web.errors import error_response
from advisor.web.ledger_access import from_ledger
from advisor.web.rendering import page
from advisor.web.security.guard import done, shown
from advisor.web.security.rights import Right
from advisor.web.store.accounts import Account

LOG = logging.getLogger("advisor.web")
ONE = "/desk/record/{number}"


@dataclass(frozen=True)
class Found:
    """A record as its page shows it. `contents` is None but for a consultation, `report` but for a
    follow-up, and each of what is damaged. `followed` are the numbers of its follow-ups.
    """

    number: int
    row: Row
    record: Record
    contents: Contents | None
    report: Report | None
    followed: tuple[int, ...]
    last: int

    @property
    def redactable(self) -> bool:
        """Whether there is personal text to remove."""
        return self.row.whole and bool(self.record.personal)


def show(request: Request, account: Account) -> Response:
    """The record."""
    return record_page(request, account)


def record_page(request: Request, account: Account, status: int = 200, **results: Any) -> Response:
    """The record's page, with what a check found above it. Seeing personal text is logged."""
    reader = reader_of(request, account)
    found = _find(request, reader)
    if found is None:
        return error_response(request, 404, cause="record")
    _note(reader, found)
    nothing: dict[str, Any] = {
        "proof": None,
        "replay": None,
        "failed": [],
        "redacted": _was_redacted(request),
    }
    search = asked(request.query_params, reader.personal)
    content = {**nothing, **results, "found": found, "reader": reader, "search": search}
    again = search.record(found.number)
    return page(request, "desk/record.html", status, again, account=account, **content)


def show_step(request: Request, account: Account) -> Response:
    """Why a step of the record was advised, or was not."""
    reader = reader_of(request, account)
    step = request.path_params["step"]

    def read(ledger: Ledger) -> dict[str, Any] | None:
        place = _place(request, ledger)
        if place is None:
            return None
        record = ledger.consultation(place)
        question = explain.asked(ledger, record, step)
        lead, *lines = explain.told(ledger, question, reader.language)
        return {
            "number": place,
            "advised": question.advised,
            "lead": lead,
            "lines": outline(lines),
        }

    try:
        found = from_ledger(request, read)
    except AdvisorError as error:
        return error_response(request, 404, tuple(in_words(request, error)), cause="record")
    if found is None:
        return error_response(request, 404, cause="record")
    search = asked(request.query_params, reader.personal)
    return page(request, "desk/step.html", account=account, search=search, **found)


def ask_redaction(request: Request, account: Account) -> Response:
    """What a redaction does, and the form that confirms it."""
    return _redaction(request, account, [])


def do_redact(request: Request, account: Account, form: FormData) -> Response:
    """Remove the personal text, if the reason was given and the box ticked."""
    place = from_ledger(request, lambda ledger: _place(request, ledger))
    if place is None:
        return error_response(request, 404, cause="record")
    try:
        reason = _reason(form)
        with request.app.state.site.ledger() as ledger:
            redact(ledger, place, reason)
    except AdvisorError as error:
        return _redaction(request, account, in_words(request, error), field(form, "reason"))
    LOG.info("record-redacted", extra={"account": account.name, "about": place})
    search = asked(request.query_params, reader_of(request, account).personal)
    return RedirectResponse(search.record(place, redacted=1), 303)


def _reason(form: FormData) -> str:
    """Why; and that it was meant. Raises AdvisorError."""
    reason, problems = one_line(field(form, "reason")), []
    if not reason:
        problems.append(Problem("reason", None, said("desk.reason-missing")))
    if field(form, "sure") != "yes":
        problems.append(Problem("sure", None, said("desk.not-sure")))
    if problems:
        raise AdvisorError(problems)
    return reason[:500]


def _redaction(request: Request, account: Account, lines: list[str], reason: str = "") -> Response:
    reader = reader_of(request, account)
    found = _find(request, reader)
    if found is None:
        return error_response(request, 404, cause="record")
    _note(reader, found)
    search = asked(request.query_params, reader.personal)
    content: dict[str, Any] = {
        "found": found,
        "lines": lines,
        "reason": reason,
        "reader": reader,
        "search": search,
    }
    return page(request, "desk/redact.html", 422 if lines else 200, account=account, **content)


def _note(reader: Reader, found: Found) -> None:
    """Who saw the personal text of which record goes to the log; the text does not."""
    if reader.personal and found.record.personal:
        LOG.info("record-viewed", extra={"account": reader.account.name, "about": found.number})


def _was_redacted(request: Request) -> bool:
    return "redacted" in request.query_params


def _find(request: Request, reader: Reader) -> Found | None:
    return from_ledger(request, lambda ledger: _read(request, ledger, reader))


def _read(request: Request, ledger: Ledger, reader: Reader) -> Found | None:
    place = _place(request, ledger)
    if place is None:
        return None
    record = ledger.get(place)
    shown_row = row(place, record, reader)
    kind = shown_row.kind
    inside = contents(ledger, record, reader) if kind == "consultation" else None
    said_of_it = report(ledger, record, reader) if kind == "follow-up" else None
    followed = tuple(found.number for found in follow_ups(ledger, place))
    return Found(place, shown_row, record, inside, said_of_it, followed, ledger.head()[0])


def _place(request: Request, ledger: Ledger) -> int | None:
    """The number in the address, if the ledger has a record of that number."""
    place = number(request.path_params["number"])
    known = "SELECT 1 FROM record WHERE number = ?"
    if place is None or ledger.connection.execute(known, (place,)).fetchone() is None:
        return None
    return place


def routes() -> list[BaseRoute]:
    """Addresses of one record."""
    return [
        Route(ONE, shown(Right.READ, show)),
        Route(f"{ONE}/step/{{step}}", shown(Right.READ, show_step)),
        Route(f"{ONE}/redact", shown(Right.REDACT, ask_redaction)),
        Route(f"{ONE}/redact", done(Right.REDACT, do_redact), methods=["POST"]),
    ]
