"""Checks that the auditor runs: a record's proof, its replay, and the whole ledger."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from advisor.audit.checkpoint import Checkpoint, checkpoint, parse_checkpoint
from advisor.audit.checkpoints import kept_checkpoints
from advisor.audit.ledger import Ledger
from advisor.audit.proof import Check, proof
from advisor.audit.replay import Replayer, Rerun
from advisor.audit.signing import trust
from advisor.audit.verify import Verification, verify
from advisor.audit.wording import difference, titles, verification
from advisor.common.errors import AdvisorError
from advisor.common.messages import put
from advisor.common.version import __version__
from advisor.knowledge.knowledge import Knowledge
from advisor.web.desk.forms import field, in_words
from advisor.web.desk.ledger_access import reader_of
from advisor.web.desk.records import ONE, record_page
from advisor.web.desk.search_query import number
from advisor.web.desk.view import Reader
from advisor.web.errors import error_response
from advisor.web.ledger_access import from_ledger
from advisor.web.rendering import page
from advisor.web.security.guard import done, shown
from advisor.web.security.rights import Right
from advisor.web.store.accounts import Account

WHOLE, CHECKPOINT = "/desk/verify", "/desk/checkpoint.json"


@dataclass(frozen=True)
class Replayed:
    """A record run again: under the recorded rules, and under today's; differences in words."""

    rerun: Rerun
    changed: tuple[str, ...]
    today: tuple[str, ...]
    version: str
    program: str


@dataclass(frozen=True)
class Verified:
    """A verification in words."""

    found: Verification
    lines: tuple[str, ...]
    trust: str


def prove(request: Request, account: Account, form: FormData) -> Response:
    """The record's page with its proof."""

    def read(ledger: Ledger) -> tuple[Check, ...] | None:
        place = number(request.path_params["number"])
        return proof(ledger, place) if place else None

    return _with(request, account, "proof", read)


def replay(request: Request, account: Account, form: FormData) -> Response:
    """The record's page with what a second run gave."""
    reader, base = reader_of(request, account), request.app.state.site.knowledge

    def read(ledger: Ledger) -> Replayed | None:
        place = number(request.path_params["number"])
        return _replayed(ledger, place, base, reader) if place else None

    return _with(request, account, "replay", read)


def ask(request: Request, account: Account) -> Response:
    """What verification can and cannot see, and the form that starts it."""
    return _whole(request, account)


def verify_whole(request: Request, account: Account, form: FormData) -> Response:
    """Verify the whole ledger, against a checkpoint if one was given."""
    text, reader = field(form, "checkpoint").strip(), reader_of(request, account)
    try:
        kept = kept_checkpoints()
        seen = parse_checkpoint(text, "") if text else kept[-1] if kept else None
    except AdvisorError as error:
        return _whole(request, account, 422, lines=in_words(request, error), text=text)
    found = from_ledger(request, lambda ledger: _verified(ledger, seen, kept, reader))
    return _whole(request, account, verified=found, empty=found is None, text=text)


def give_checkpoint(request: Request, account: Account) -> Response:
    """The ledger's present size and head as a file to keep elsewhere."""
    made = from_ledger(request, checkpoint)
    if made is None:
        return error_response(request, 404, cause="record")
    name = f"checkpoint-{made.size}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    text = json.dumps(made.as_json(), indent=2) + "\n"
    return Response(text, media_type="application/json", headers=headers)


def _with(request: Request, account: Account, name: str, read: Callable[[Ledger], Any]) -> Response:
    """The record's page with what was found, or with why nothing could be."""
    try:
        found: dict[str, Any] = {name: from_ledger(request, read)}
    except AdvisorError as error:
        return record_page(request, account, failed=in_words(request, error))
    return record_page(request, account, **found)


def _replayed(ledger: Ledger, place: int, today: Knowledge, reader: Reader) -> Replayed:
    record, replayer = ledger.consultation(place), Replayer(ledger)
    rerun = replayer.rerun(record)
    then = replayer.base(record)
    names = titles(today, then, language=reader.language)
    changed = () if rerun.same else difference(rerun.retold, names, reader.language)
    retold = replayer.under(record, today)
    today_lines = tuple(difference(retold, names, reader.language))
    return Replayed(rerun, tuple(changed), today_lines, today.version, __version__)


def _verified(
    ledger: Ledger, seen: Checkpoint | None, kept: list[Checkpoint], reader: Reader
) -> Verified:
    found = verify(ledger, seen, earlier=kept)
    trusted = put(trust(seen, None).message, reader.language) if seen else ""
    return Verified(found, tuple(verification(found, seen, reader.language, reader.zone)), trusted)


def _whole(request: Request, account: Account, status: int = 200, **results: Any) -> Response:
    nothing: dict[str, Any] = {"verified": None, "lines": [], "text": "", "empty": False}
    return page(request, "desk/verify.html", status, account=account, **{**nothing, **results})


def routes() -> list[BaseRoute]:
    """Addresses of the checks."""
    return [
        Route(f"{ONE}/verify", done(Right.READ, prove), methods=["POST"]),
        Route(f"{ONE}/replay", done(Right.READ, replay), methods=["POST"]),
        Route(WHOLE, shown(Right.READ, ask)),
        Route(WHOLE, done(Right.READ, verify_whole), methods=["POST"]),
        Route(CHECKPOINT, shown(Right.READ, give_checkpoint)),
    ]
