"""Noting on a step of the plan: the form, what is wrong with it, and who was quicker."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from advisor.advice.notes import Note
from advisor.common.language import Said
from advisor.follow_up.noting import FIELDS, done_term, mark, note_of
from advisor.follow_up.outcome import outcome
from advisor.presentation.notes import facts
from advisor.web.installation import Site
from advisor.web.language import language_of
from advisor.web.plan.notes import notes_of, since, status_choices, texts_of
from advisor.web.questionnaire.routes import draft_of
from advisor.web.recording import standing
from advisor.web.rendering import page
from advisor.web.security.csrf import form_of
from advisor.web.security.made_from import made_from
from advisor.web.store.drafts import ChangedError, Draft
from advisor.web.store.notes import still

HERE = "/questionnaire/{link}/plan/step/{step}/note"


@dataclass(frozen=True)
class Sheet:
    """The form of one step: what stands in its fields, what it was made from, what is wrong, and
    what somebody else has noted meanwhile.
    """

    step: str
    title: str
    done: bool
    texts: dict[str, str]
    made_from: str
    wrong: dict[str, Said]
    theirs: tuple[tuple[str, str], ...] = ()


def ask(request: Request) -> Response:
    """The form of one step on a page of its own."""
    site, draft, step = _asked(request)
    note = notes_of(site, draft).get(step, Note())
    return _form(request, draft, _sheet(request, draft, texts_of(note), note, {}))


async def note(request: Request) -> Response:
    """Keep what was noted; that a step is done is its answer, and moves the plan."""
    form = await form_of(request)
    return await run_in_threadpool(_noted, request, form)


def _noted(request: Request, form: FormData) -> Response:
    site, draft, step = _asked(request)
    stated, was = made_from(form), notes_of(site, draft).get(step, Note())
    sent = {name: str(form.get(name, "")) for name in FIELDS}
    if _is_done(site, draft, step):
        # Such a form has no status: the answer is changed where it was given.
        sent["status"] = was.status
    given, wrong = note_of(sent, was, since(site, standing(site, draft)))
    if wrong:
        sheet = _sheet(request, draft, sent, was, wrong)
        return _form(request, draft, sheet, 422)
    kept = site.notes.of(draft.link)
    made = outcome(site.knowledge, kept, {step: given})
    try:
        if mark(was) not in (stated, mark(given)):
            raise ChangedError
        as_seen = {step: still(kept.get(step, Note()))}
        site.notes.put_all(draft.link, made.notes, as_seen, made.answers)
    except ChangedError:
        now = notes_of(site, draft_of(request)).get(step, Note())
        told = facts(now, language_of(request))
        return _form(request, draft, _sheet(request, draft, sent, now, {}, told), 409)
    home = f"/questionnaire/{draft.link}/plan"
    term = done_term(site.knowledge, step)
    if made.answers and term and draft.given.get(term) is not True:
        query = urlencode({"step": step, "was": draft.written(term)})
        return RedirectResponse(f"{home}?{query}", 303)
    return RedirectResponse(f"{home}?noted={step}#step-{step}", 303)


def _asked(request: Request) -> tuple[Site, Draft, str]:
    site: Site = request.app.state.site
    step = request.path_params["step"]
    if step not in site.knowledge.steps:
        raise HTTPException(404)
    return site, draft_of(request), step


def _sheet(
    request: Request,
    draft: Draft,
    texts: dict[str, str],
    now: Note,
    wrong: dict[str, Said],
    theirs: tuple[tuple[str, str], ...] = (),
) -> Sheet:
    site, step = request.app.state.site, request.path_params["step"]
    answers = draft.facts(site.knowledge.vocabulary).answers
    title = site.knowledge.step_text(step, answers).to(language_of(request))
    done = _is_done(site, draft, step)
    return Sheet(step, title, done, texts, mark(now), wrong, theirs)


def _form(request: Request, draft: Draft, sheet: Sheet, status: int = 200) -> Response:
    return page(
        request,
        "plan/note.html",
        status,
        HERE.format(link=draft.link, step=sheet.step),
        draft=draft,
        sheet=sheet,
        choices=status_choices(language_of(request)),
    )


def _is_done(site: Site, draft: Draft, step: str) -> bool:
    term = done_term(site.knowledge, step)
    return term is not None and draft.given.get(term) is True


def routes() -> list[BaseRoute]:
    """The addresses of notes."""
    return [Route(HERE, ask), Route(HERE, note, methods=["POST"])]
