"""The sheets on a plan: one page for the head, and all of them as files."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from advisor.common.language import Language
from advisor.presentation.sheets.case import Case
from advisor.presentation.sheets.head import for_head
from advisor.presentation.sheets.kinds import KINDS
from advisor.presentation.sheets.receipt import Receipt
from advisor.presentation.sheets.writing import formats, sheet_bytes
from advisor.web.installation import Site
from advisor.web.language import language_of
from advisor.web.plan.files import disposition, file_name
from advisor.web.questionnaire.routes import draft_of
from advisor.web.recording import standing
from advisor.web.rendering import page
from advisor.web.security.naming import request_name
from advisor.web.store.drafts import Draft
from advisor.web.store.moments import now, written

HERE = "/questionnaire/{link}/plan"


def head(request: Request) -> Response:
    """What the head reads in one look."""
    site, draft = request.app.state.site, draft_of(request)
    case = case_of(site, draft, language_of(request))
    return page(request, "plan/head.html", draft=draft, head=for_head(case), kinds=offered(case))


def download(request: Request) -> Response:
    """A sheet as a file."""
    kind, ending = request.path_params["kind"], f".{request.path_params['ending']}"
    if kind not in KINDS or ending not in formats(kind):
        raise HTTPException(404)
    site, draft = request.app.state.site, draft_of(request)
    case = case_of(site, draft, language_of(request))
    content = sheet_bytes(case, kind, ending)
    name = file_name(case.say(f"sheets.{kind}"), case.advice.name, ending)
    media = formats(kind)[ending].media
    headers = {"Content-Disposition": disposition(name), "Content-Type": media}
    return Response(content, headers=headers)


def case_of(site: Site, draft: Draft, language: Language) -> Case:
    """What the sheets of a questionnaire's plan are made from, as it stands now."""
    return Case(
        knowledge=site.knowledge,
        advice=site.preview(draft.facts(site.knowledge.vocabulary)),
        language=language,
        today=site.settings.zone.at(written(now())).date(),
        notes=site.notes.of(draft.link),
        office=site.settings.office,
        receipt=_receipt(site, draft),
        zone=site.settings.zone,
        key=request_name(site.settings.secret, "calendar", draft.link),
    )


def offered(case: Case) -> dict[str, tuple[str, ...]]:
    """The sheets that can be made of a plan now, each with the endings of its files."""
    dated = any(case.note(step.step).due for step in case.advice.steps)
    kinds = [kind for kind in KINDS if case.advice.steps and (kind != "approval" or case.receipt)]
    return {
        kind: tuple(ending for ending in formats(kind) if dated or ending != ".ics")
        for kind in kinds
    }


def _receipt(site: Site, draft: Draft) -> Receipt | None:
    """The record of the plan as it stands; None while there is none."""
    last = standing(site, draft)
    if last is None or not last.holds or last.time is None:
        return None
    with site.ledger_to_read() as ledger:
        return Receipt(last.number, ledger.get(last.number).hash, last.time)


def routes() -> list[BaseRoute]:
    """Addresses of the sheets."""
    return [Route(f"{HERE}/head", head), Route(f"{HERE}/{{kind}}.{{ending}}", download)]
