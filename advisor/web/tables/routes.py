"""Pages of uploaded tables: take one, show how it is read, judge it, give what came of it."""

import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from advisor.common import os_errors
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.common.messages import put, word
from advisor.presentation.dates import moment
from advisor.web.language import language_of
from advisor.web.plan.files import disposition, file_name
from advisor.web.rendering import page
from advisor.web.security.guard import TABLES, done, shown
from advisor.web.security.rights import Right
from advisor.web.store.accounts import Account
from advisor.web.store.moments import written
from advisor.web.tables.background import Background
from advisor.web.tables.taking import MEDIA, MOST_BYTES, given
from advisor.web.tables.uploads import WORK, Upload, Uploads
from advisor.web.tables.work import MOST_ROWS

LOG = logging.getLogger("advisor.web")
HERE = TABLES + "/{token}"
MOST_UPLOADS = 10
"""Tables that one account may have there at once."""


def home(request: Request, account: Account) -> Response:
    """The template, the form to upload a table, and what one has uploaded."""
    return _home(request, account, [])


def take(request: Request, account: Account, form: FormData) -> Response:
    """Keep the table that was sent."""
    uploads, language = _background(request).uploads, language_of(request)
    uploads.forget()
    try:
        if len(uploads.of(_owner(account))) >= MOST_UPLOADS:
            problem = Problem("table", None, said("tables.too-many", most=MOST_UPLOADS))
            raise AdvisorError([problem])
        name, suffix, content = given(form)
    except AdvisorError as error:
        return _home(request, account, [put(p.message, language) for p in error.problems])
    try:
        kept = uploads.keep(_owner(account), name, suffix, content)
    except OSError as error:
        message = said("files.cannot-write", reason=os_errors.reason(error))
        raise AdvisorError([Problem(TABLES, None, message)]) from error
    _note(account, "uploaded")
    return _go_on(request, kept)


def template(request: Request, account: Account) -> Response:
    """A table to be filled in."""
    from advisor.tables.batch.template import write_template

    ending, language = f".{request.path_params['ending']}", language_of(request)
    if ending not in MEDIA:
        raise HTTPException(404)
    with TemporaryDirectory() as folder:
        path = Path(folder, f"template{ending}")
        write_template(request.app.state.site.knowledge, path, language)
        content = path.read_bytes()
    name = file_name(word("tables.template-file", language), None, ending)
    headers = {"Content-Disposition": disposition(name), "Content-Type": MEDIA[ending][0]}
    return Response(content, headers=headers)


def show(request: Request, account: Account) -> Response:
    """How far a table is, and what can be done with it."""
    upload, language = _own(request, account), language_of(request)
    found, rows = upload.part("examination"), upload.part("summary").get("rows")
    content: dict[str, Any] = {
        "upload": upload,
        "stage": upload.stage,
        "waits": upload.stage in WORK,
        "progress": {"stage": "", **upload.part("progress")},
        "found": found,
        "told": found.get(language, {}),
        "rows": rows,
        "has_rejects": upload.rejects.exists(),
        "choices": upload.part("choices"),
        "recorded": upload.part("recorded"),
        "why": upload.part("failed").get("why"),
        "ends": _ends(request, upload),
    }
    return page(request, "tables/upload.html", account=account, **content)


def judge(request: Request, account: Account, form: FormData) -> Response:
    """Have the table judged, and recorded if that was asked for."""
    upload = _own(request, account)
    if upload.stage == "examined" and upload.part("examination")["fit"]:
        record = form.get("record") == "yes"
        language = language_of(request)
        upload.write("choices", {"record": record, "language": language, "who": account.name})
        _note(account, "recorded" if record else "judged")
    return _go_on(request, upload)


def again(request: Request, account: Account, form: FormData) -> Response:
    """Try once more what failed."""
    upload = _own(request, account)
    upload.take_back("failures", "failed")
    return _go_on(request, upload)


def delete(request: Request, account: Account, form: FormData) -> Response:
    """Forget a table and all that came of it but records."""
    _own(request, account).delete()
    return RedirectResponse(f"{TABLES}?deleted=1", 303)


def summary(request: Request, account: Account) -> Response:
    """The counts, as charts and tables."""
    upload = _own(request, account)
    told = _summary(upload)[language_of(request)]
    return page(request, "tables/summary.html", account=account, upload=upload, told=told)


def chart(request: Request, account: Account) -> Response:
    """One of the summary's charts."""
    charts = _summary(_own(request, account))[language_of(request)]["charts"]
    number = request.path_params["number"]
    if number >= len(charts):
        raise HTTPException(404)
    return Response(charts[number]["svg"], media_type="image/svg+xml")


def results(request: Request, account: Account) -> Response:
    """A row for each PD and for each step."""
    upload = _own(request, account)
    _summary(upload)
    return _file(request, upload, upload.results, "results")


def rejects(request: Request, account: Account) -> Response:
    """The rows that were refused or left out, and why."""
    upload = _own(request, account)
    _summary(upload)
    return _file(request, upload, upload.rejects, "rejects")


def routes() -> list[BaseRoute]:
    """This area's addresses."""
    own = Right.SIGNED_IN
    return [
        Route(TABLES, shown(own, home)),
        Route(TABLES, done(own, take, files=1), methods=["POST"]),
        Route(TABLES + "/template.{ending}", shown(own, template)),
        Route(HERE, shown(own, show)),
        Route(HERE + "/judge", done(own, judge), methods=["POST"]),
        Route(HERE + "/again", done(own, again), methods=["POST"]),
        Route(HERE + "/delete", done(own, delete), methods=["POST"]),
        Route(HERE + "/summary", shown(own, summary)),
        Route(HERE + "/chart-{number:int}.svg", shown(own, chart)),
        Route(HERE + "/results.xlsx", shown(own, results)),
        Route(HERE + "/rejects.csv", shown(own, rejects)),
    ]


def _home(request: Request, account: Account, lines: list[str]) -> Response:
    own = _background(request).uploads.of(_owner(account))
    content: dict[str, Any] = {
        "lines": lines,
        "uploads": [(upload, upload.stage, _ends(request, upload)) for upload in own],
        "endings": MEDIA,
        "most_rows": MOST_ROWS,
        "most": MOST_BYTES // 1_000_000,
        "deleted": "deleted" in request.query_params,
    }
    return page(request, "tables/home.html", 422 if lines else 200, account=account, **content)


def _background(request: Request) -> Background:
    background: Background = request.app.state.background
    return background


def _owner(account: Account) -> str:
    """Whose a table is; a number alone may be given again to another account."""
    return f"{account.id}:{account.name}"


def _own(request: Request, account: Account) -> Upload:
    """The account's own upload. Raises 404."""
    uploads: Uploads = _background(request).uploads
    found = uploads.find(request.path_params["token"], _owner(account))
    if found is None:
        raise HTTPException(404, "table")
    return found


def _summary(upload: Upload) -> dict[str, Any]:
    """What judging came to. Raises 404 as long as it is not over."""
    found = upload.part("summary")
    if not found:
        raise HTTPException(404, "table")
    return found


def _file(request: Request, upload: Upload, path: Path, kind: str) -> Response:
    if not path.exists():
        raise HTTPException(404, "table")
    title = word(f"tables.{kind}-file", language_of(request))
    name = file_name(title, Path(upload.name).stem, path.suffix)
    headers = {"Content-Disposition": disposition(name)}
    return FileResponse(path, media_type=MEDIA[path.suffix][0], headers=headers)


def _go_on(request: Request, upload: Upload) -> Response:
    _background(request).wake()
    return RedirectResponse(HERE.format(token=upload.token), 303)


def _ends(request: Request, upload: Upload) -> str:
    zone = request.app.state.site.settings.zone
    return moment(written(upload.ends), zone, language_of(request))


def _note(account: Account, about: str) -> None:
    LOG.info("table", extra={"account": account.name, "about": about})
