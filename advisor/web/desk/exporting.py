"""Copies of the records that fit a search, as files for other tools."""

import logging
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from advisor.audit.export import exported
from advisor.audit.ledger import Ledger
from advisor.audit.query import Filter, oldest_first
from advisor.audit.record import DamagedError
from advisor.common.errors import AdvisorError
from advisor.web.desk.forms import described, field
from advisor.web.desk.search_query import asked, filter_of
from advisor.web.errors import error_response
from advisor.web.ledger_access import from_ledger
from advisor.web.rendering import page
from advisor.web.security.guard import shown
from advisor.web.security.rights import Right
from advisor.web.store.accounts import Account

LOG = logging.getLogger("advisor.web")
ASK, GIVE = "/desk/export", "/desk/export/file"
MEDIA = {"csv": "text/csv", "jsonl": "application/jsonl", "prov": "application/json"}
SUFFIX = {"csv": "csv", "jsonl": "jsonl", "prov": "prov.json"}
AT_MOST = 10_000
"""Records in one file; the command line has no such bound."""

CHUNK = 1 << 16


def ask(request: Request, account: Account) -> Response:
    """The formats, for the search that was being looked at."""
    search = asked(request.query_params, personal=True)
    content: dict[str, Any] = {
        "search": search,
        "formats": tuple(MEDIA),
        "most": AT_MOST,
        "give": GIVE,
    }
    return page(request, "desk/export.html", account=account, **content)


def give(request: Request, account: Account) -> Response:
    """The file, oldest record first."""
    layout = field(request.query_params, "format")
    if layout not in MEDIA:
        return error_response(request, 404)
    try:
        search = asked(request.query_params, personal=True)
        wanted = filter_of(search, request.app.state.site.settings.zone)
    except AdvisorError as error:
        return error_response(request, 422, tuple(described(request, error)))
    try:
        file = from_ledger(request, lambda ledger: _file(ledger, wanted, layout))
    except DamagedError as error:
        return error_response(request, 422, tuple(described(request, error)))
    if file is None:
        return error_response(request, 404, cause="record")
    LOG.info("exported", extra={"account": account.name, "about": layout})
    headers = {"Content-Disposition": f'attachment; filename="ledger.{SUFFIX[layout]}"'}
    return StreamingResponse(_chunks(file), media_type=MEDIA[layout], headers=headers)


def _file(ledger: Ledger, wanted: Filter, layout: str) -> IO[bytes]:
    """A nameless file, gone when it is closed: a slow reader must not keep the ledger open."""
    file = TemporaryFile()  # noqa: SIM115
    for line in exported(ledger, oldest_first(ledger, wanted, AT_MOST), layout):
        file.write(line.encode())
    file.seek(0)
    return file


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk


def routes() -> list[BaseRoute]:
    """Addresses of the export."""
    return [Route(ASK, shown(Right.EXPORT, ask)), Route(GIVE, shown(Right.EXPORT, give))]
