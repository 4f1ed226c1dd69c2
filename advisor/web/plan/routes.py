"""The plan of a questionnaire: its steps, ticking them, each step's reasons, and the downloads."""

import logging
from urllib.parse import urlencode

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from advisor.common.errors import AdvisorError
from advisor.common.messages import word
from advisor.explanation.graph.narrow_layout import rail_svg
from advisor.explanation.graph.svg import svg
from advisor.knowledge.declarations import Step
from advisor.presentation.report.formats import FORMATS
from advisor.presentation.report.writing import report_bytes
from advisor.web.installation import Site
from advisor.web.language import language_of
from advisor.web.plan import filled, noting
from advisor.web.plan.files import disposition, file_name
from advisor.web.plan.notes import notes_of, origin_of, record_follow_up
from advisor.web.plan.page import plan_page
from advisor.web.plan.record_status import verdict, when
from advisor.web.plan.stages import waiting_picture
from advisor.web.plan.steps import account
from advisor.web.plan.ticking import is_written, moved, put_back, tick
from advisor.web.questionnaire.routes import draft_of
from advisor.web.recording import standing
from advisor.web.rendering import page
from advisor.web.security.csrf import form_of
from advisor.web.security.made_from import made_from
from advisor.web.store.drafts import ChangedError, Draft

LOG = logging.getLogger("advisor.web")
HERE = "/questionnaire/{link}/plan"
DRAWINGS = {"waiting": svg, "waiting-tall": rail_svg}


def plan(request: Request) -> Response:
    """The plan, and what the last tick made of it."""
    site, draft = _site(request), draft_of(request)
    asked = request.query_params
    change = moved(site.knowledge, draft, asked.get("step", ""), asked.get("was", ""))
    content = plan_page(site, draft, language_of(request), change)
    failed = "unrecorded" in asked and content.recordable
    return page(
        request,
        "plan/plan.html",
        plan=content,
        failed=failed,
        changed="changed" in asked,
        unfollowed="unfollowed" in asked,
        noted=asked.get("noted", "") in site.knowledge.steps,
        taken=_count(asked.get("taken", "")),
        formats=FORMATS,
    )


async def follow_up(request: Request) -> Response:
    """Record what is noted on the steps, as the page showed it."""
    stated = made_from(await form_of(request))
    return await run_in_threadpool(_followed, request, stated)


def step(request: Request) -> Response:
    """One step: why the plan has it, where, or why it has it not."""
    site, draft = _site(request), draft_of(request)
    known = _step(site, request.path_params["step"])
    language = language_of(request)
    facts = draft.facts(site.knowledge.vocabulary)
    content = plan_page(site, draft, language, None)
    return page(
        request,
        "plan/step.html",
        plan=content,
        account=account(site.knowledge, facts, known.id, language),
        card=next((card for card in content.cards if card.step == known.id), None),
    )


def why_not(request: Request) -> Response:
    """From the chosen step to its page."""
    draft = draft_of(request)
    known = _step(_site(request), request.query_params.get("step", ""))
    return RedirectResponse(f"{_home(draft)}/step/{known.id}", 303)


async def done(request: Request) -> Response:
    """Answer that a step is done, then show the plan that follows."""
    form = await form_of(request)
    return await run_in_threadpool(_ticked, request, form, None)


async def undo(request: Request) -> Response:
    """Give a step's answer back its former value."""
    form = await form_of(request)
    was = str(form.get("was", ""))
    if not is_written(was):
        raise HTTPException(400)
    return await run_in_threadpool(_ticked, request, form, was)


def drawing(request: Request) -> Response:
    """The picture of what waits on what."""
    draw = DRAWINGS.get(request.path_params["name"])
    if draw is None:
        raise HTTPException(404)
    site, draft, language = _site(request), draft_of(request), language_of(request)
    advice = site.preview(draft.facts(site.knowledge.vocabulary))
    return Response(draw(waiting_picture(advice, language), language), media_type="image/svg+xml")


def download(request: Request) -> Response:
    """The plan as a file."""
    ending = f".{request.path_params['ending']}"
    if ending not in FORMATS:
        raise HTTPException(404)
    site, draft, language = _site(request), draft_of(request), language_of(request)
    advice = site.preview(draft.facts(site.knowledge.vocabulary))
    last = standing(site, draft)
    note = f"{verdict(last, language)} {when(last, site.settings.zone, language)}".strip()
    notes, origin = notes_of(site, draft), origin_of(site, draft, last)
    content = report_bytes(
        site.knowledge, advice, language, ending, note=note, notes=notes, origin=origin
    )
    name = file_name(word("planpage.file", language), advice.name, ending)
    headers = {"Content-Disposition": disposition(name), "Content-Type": FORMATS[ending].media}
    return Response(content, headers=headers)


def routes() -> list[BaseRoute]:
    """This area's addresses."""
    return [
        Route(HERE, plan),
        Route(HERE + "/step/{step}", step),
        Route(HERE + "/why-not", why_not),
        Route(HERE + "/done", done, methods=["POST"]),
        Route(HERE + "/undo", undo, methods=["POST"]),
        Route(HERE + "/follow-up", follow_up, methods=["POST"]),
        *noting.routes(),
        *filled.routes(),
        Route(HERE + "/{name}.svg", drawing),
        Route(HERE + ".{ending}", download),
    ]


def _ticked(request: Request, form: FormData, was: str | None) -> Response:
    """Tick a step, or with `was` take that back; the new plan tells what it did."""
    site, draft, name = _site(request), draft_of(request), str(form.get("step", ""))
    done_by, stated = _step(site, name).done_by, made_from(form)
    if done_by is None:
        raise HTTPException(400)
    try:
        if was is None:
            tick(site.drafts, draft, done_by, stated)
        else:
            put_back(site.drafts, draft, done_by, was, stated)
    except ChangedError:
        return RedirectResponse(f"{_home(draft)}?changed=1", 303)
    change = moved(site.knowledge, draft_of(request), name, stated)
    if change is None:
        return RedirectResponse(_home(draft), 303)
    place = f"#step-{change.next.step}" if change.next else ""
    query = urlencode({"step": name, "was": stated})
    return RedirectResponse(f"{_home(draft)}?{query}{place}", 303)


def _followed(request: Request, stated: str) -> Response:
    site, draft = _site(request), draft_of(request)
    try:
        made = record_follow_up(site, draft, stated)
    except (AdvisorError, SQLAlchemyError) as error:
        LOG.error("follow-up not recorded", exc_info=error)
        return RedirectResponse(f"{_home(draft)}?unfollowed=1#follow-up", 303)
    return RedirectResponse(f"{_home(draft)}{'' if made else '?changed=1'}#follow-up", 303)


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _home(draft: Draft) -> str:
    return HERE.format(link=draft.link)


def _site(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


def _step(site: Site, name: str) -> Step:
    """The step of this id. Raises 404."""
    known = site.knowledge.steps.get(name)
    if known is None:
        raise HTTPException(404)
    return known
