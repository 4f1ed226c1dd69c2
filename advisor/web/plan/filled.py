"""A plan in Excel that an office filled in: uploaded, shown change by change, then let count."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from advisor.advice.facts import one_line
from advisor.advice.notes import Note, as_json, from_json
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import Language, said, shortened
from advisor.common.messages import describe
from advisor.common.strict_json import read_json
from advisor.follow_up.filled import Filled, difference, read_filled
from advisor.follow_up.noting import mark, note_of
from advisor.follow_up.outcome import outcome
from advisor.web.installation import Site
from advisor.web.language import language_of
from advisor.web.plan.notes import notes_of, plan_key, since, texts_of
from advisor.web.questionnaire.routes import draft_of
from advisor.web.recording import standing
from advisor.web.rendering import page
from advisor.web.security.csrf import form_of
from advisor.web.store.drafts import ChangedError, Draft
from advisor.web.store.notes import still

HERE, UPLOAD = "/questionnaire/{link}/plan/filled", "/filled-plan"
MOST_BYTES = 5_000_000
"""Bytes of the whole form; a plan's workbook has some ten thousand."""


@dataclass(frozen=True)
class Change:
    """A step whose note would change: each field as (key, before, after), and whether somebody
    changed it since the workbook was given out.
    """

    step: str
    title: str
    fields: tuple[tuple[str, str, str], ...]
    conflict: bool


def ask(request: Request) -> Response:
    """Where to give a filled workbook back."""
    return _page(request, draft_of(request), 200, asked=False)


async def upload(request: Request) -> Response:
    """Show what a workbook would change, or let count what was chosen of it."""
    form = await form_of(request, files=1)
    try:
        if "changes" in form:
            return await run_in_threadpool(_counted, request, form)
        return await run_in_threadpool(_shown, request, form)
    finally:
        await form.close()


def _shown(request: Request, form: FormData) -> Response:
    site, draft = _draft(request, form)
    language = language_of(request)
    try:
        filled = _read(site, draft, form)
    except AdvisorError as error:
        told = tuple(describe(problem, language) for problem in error.problems)
        return _page(request, draft, 422, problems=told)
    now = notes_of(site, draft)
    wanted = {step: n for step, n in filled.changes.items() if now.get(step, Note()) != n}
    based = {step: filled.steps[step].note for step in wanted}
    return _list(request, draft, wanted, based)


def _counted(request: Request, form: FormData) -> Response:
    """Let the chosen changes count, all or none."""
    site, draft = _draft(request, form)
    wanted, seen = _sent(site, str(form.get("changes")))
    chosen = {step: wanted[step] for step in map(str, form.getlist("take")) if step in wanted}
    now, kept = notes_of(site, draft), site.notes.of(draft.link)
    first = since(site, standing(site, draft))
    if any(note_of(texts_of(n), now.get(s, Note()), first)[1] for s, n in chosen.items()):
        raise HTTPException(400)
    made = outcome(site.knowledge, kept, chosen)
    try:
        if any(mark(now.get(step, Note())) != seen[step] for step in chosen):
            raise ChangedError
        as_seen = {step: still(kept.get(step, Note())) for step in chosen}
        site.notes.put_all(draft.link, made.notes, as_seen, made.answers)
    except ChangedError:
        return _list(request, draft, chosen, {}, 409)
    return RedirectResponse(f"/questionnaire/{draft.link}/plan?taken={len(chosen)}", 303)


def _list(
    request: Request,
    draft: Draft,
    wanted: Mapping[str, Note],
    based: Mapping[str, Note],
    status: int = 200,
) -> Response:
    """What would change; `based` is what each change was made from, none where that is gone."""
    site, language = request.app.state.site, language_of(request)
    now = notes_of(site, draft)
    changes = [
        Change(
            step,
            _title(site, draft, step, language),
            difference(now.get(step, Note()), note, language),
            now.get(step, Note()) != based.get(step),
        )
        for step, note in wanted.items()
    ]
    notes = as_json(wanted)
    sent = {s: {"note": notes[s], "seen": mark(now.get(s, Note()))} for s in wanted}
    return _page(request, draft, status, changes=changes, sent=json.dumps(sent))


def _read(site: Site, draft: Draft, form: FormData) -> Filled:
    """The workbook that a form brought. Raises AdvisorError."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise AdvisorError([Problem("file", None, said("notes.no-file"))])
    name = shortened(one_line(PurePath(file.filename.replace("\\", "/")).name), 100)
    last = standing(site, draft)
    filled = read_filled(file.file.read(), name, site.knowledge, lambda _: since(site, last))
    own, origin = plan_key(site, draft), filled.origin
    named = (origin.facts.name or "") == draft.name
    if not (origin.key == own if origin.key else named):
        other = origin.facts.name
        message = said("filled.other", name=other) if other else said("filled.other-unnamed")
        raise AdvisorError([Problem(name, None, message)])
    return filled


def _sent(site: Site, text: str) -> tuple[dict[str, Note], dict[str, str]]:
    """The changes that the page listed, and the marks of what they would replace. Raises 400."""
    try:
        sent = read_json(text)
        notes = from_json({step: item["note"] for step, item in sent.items()})
        seen = {step: str(item["seen"]) for step, item in sent.items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise HTTPException(400) from error
    return {step: note for step, note in notes.items() if step in site.knowledge.steps}, seen


def _draft(request: Request, form: FormData) -> tuple[Site, Draft]:
    site: Site = request.app.state.site
    draft = site.drafts.find(str(form.get("link", "")))
    if draft is None:
        raise HTTPException(404)
    return site, draft


def _title(site: Site, draft: Draft, step: str, language: Language) -> str:
    if step not in site.knowledge.steps:
        return step
    answers = draft.facts(site.knowledge.vocabulary).answers
    return site.knowledge.step_text(step, answers).to(language)


def _page(request: Request, draft: Draft, status: int, **content: object) -> Response:
    again = HERE.format(link=draft.link)
    nothing = {"problems": (), "changes": (), "sent": "", "asked": True}
    return page(request, "plan/filled.html", status, again, draft=draft, **{**nothing, **content})


def routes() -> list[BaseRoute]:
    """The addresses of filled plans."""
    return [Route(HERE, ask), Route(UPLOAD, upload, methods=["POST"])]
