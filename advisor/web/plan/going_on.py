"""From a plan to what came of it, and to the next consultation of the same PD."""

from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from advisor.audit.record import Record
from advisor.common.errors import AdvisorError
from advisor.follow_up.next_consultation import age, next_consultation
from advisor.follow_up.picture import NARROW, course_chart
from advisor.presentation.chart import Room, svg_text
from advisor.presentation.dates import moment
from advisor.web.installation import Site
from advisor.web.language import language_of
from advisor.web.plan.course import course_of, course_page
from advisor.web.questionnaire.routes import draft_of
from advisor.web.recording import own_record
from advisor.web.rendering import page
from advisor.web.security.csrf import form_of
from advisor.web.store.drafts import Draft
from advisor.web.store.moments import now

HERE = "/questionnaire/{link}"
AGES = ("3m", "6m", "1y")
"""How old the other answers may be, as a visitor chooses."""
ROOMS = {"course": Room(width=680, left=170, right=110), "course-tall": NARROW}


def progress(request: Request) -> Response:
    """What became of the plan since the first consultation."""
    draft = draft_of(request)
    content = course_page(_site(request), draft, language_of(request))
    return page(request, "plan/progress.html", draft=draft, content=content)


def drawing(request: Request) -> Response:
    """The open steps of each consultation."""
    room = ROOMS.get(request.path_params["name"])
    if room is None:
        raise HTTPException(404)
    site, language = _site(request), language_of(request)
    chart = course_chart(course_of(site, draft_of(request)), language, site.settings.zone, room)
    return Response(svg_text([chart]), media_type="image/svg+xml")


def ask(request: Request) -> Response:
    """What the next consultation will ask, and how old the other answers may be."""
    site, draft = _site(request), draft_of(request)
    last = _last(site, draft)
    if last is None:
        return _to(draft.link, "plan")
    begun = next_consultation(site.knowledge, draft.facts(site.knowledge.vocabulary))
    return page(
        request,
        "plan/next.html",
        draft=draft,
        number=last.number,
        moment=moment(last.time, site.settings.zone, language_of(request)),
        steps=sum(term in begun.renew for term in begun.waiting()),
        ages=AGES,
    )


async def begin(request: Request) -> Response:
    """Begin it: a new questionnaire; the old one stays as it is."""
    chosen = str((await form_of(request)).get("age", ""))
    return await run_in_threadpool(_begun, request, chosen)


def _begun(request: Request, chosen: str) -> Response:
    site, draft = _site(request), draft_of(request)
    last = _last(site, draft)
    if last is None:
        return _to(draft.link, "plan")
    aged = chosen in AGES and _older(last, chosen)
    begun = next_consultation(site.knowledge, draft.facts(site.knowledge.vocabulary), aged)
    link = site.drafts.go_on(begun, last.number, last.hash)
    # What was noted on the steps is as true of the next consultation's plan.
    site.notes.put_all(link, site.notes.of(draft.link), {})
    return _to(link)


def _older(record: Record, chosen: str) -> bool:
    return datetime.fromisoformat(record.time) < age(chosen).before(now())


def _last(site: Site, draft: Draft) -> Record | None:
    """The questionnaire's own last record; None while it has none, or the ledger cannot be read."""
    if draft.record is None or draft.goes_on:
        return None
    try:
        with site.ledger_to_read() as ledger:
            return own_record(ledger, draft)
    except AdvisorError:
        return None


def _to(link: str, rest: str = "") -> Response:
    address = HERE.format(link=link)
    return RedirectResponse(f"{address}/{rest}" if rest else address, 303)


def _site(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


def routes() -> list[BaseRoute]:
    """This area's addresses."""
    return [
        Route(HERE + "/plan/progress", progress),
        Route(HERE + "/plan/progress/{name}.svg", drawing),
        Route(HERE + "/next", ask),
        Route(HERE + "/next", begin, methods=["POST"]),
    ]
