"""The guided questionnaire: one question a page, back, check, save and come back by link."""

import logging

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from advisor.advice.facts import one_line
from advisor.common.errors import AdvisorError
from advisor.common.language import Said, said
from advisor.knowledge.vocabulary import written
from advisor.web.installation import Site
from advisor.web.questionnaire.progress import QuestionnaireProgress
from advisor.web.questionnaire.replies import options, reply
from advisor.web.recording import is_final, record
from advisor.web.rendering import page
from advisor.web.security.csrf import form_of
from advisor.web.security.made_from import made_from
from advisor.web.store.drafts import ChangedError, Draft

HERE = "/questionnaire"
NAME_LENGTH = 200
CHANGED = "changed"
LOG = logging.getLogger("advisor.web")
AFTER = ("check", "plan")
"""The pages from which an answer can be changed, and to which one then comes back."""
ASIDE = ("check", "keep", "plan")
"""The pages that a question's buttons lead to, instead of on: a chosen answer is kept first."""


def start(request: Request) -> Response:
    """What to expect, and the PD's name."""
    return page(request, "questionnaire/start.html", longest=NAME_LENGTH)


async def begin(request: Request) -> Response:
    """A new questionnaire."""
    given = one_line(str((await form_of(request)).get("name", "")))[:NAME_LENGTH]
    link = await run_in_threadpool(request.app.state.site.drafts.begin, given)
    return _to(f"{HERE}/{link}")


def resume(request: Request) -> Response:
    """Go on where it stood."""
    draft = draft_of(request)
    return _to(_onward(_course(request, draft)))


def ask(request: Request) -> Response:
    """One question."""
    after = _one_of(AFTER, request.query_params.get("after"))
    return _question(request, draft_of(request), after)


async def answer(request: Request) -> Response:
    """Keep the answer and go on, or say what is wrong with it."""
    form = await form_of(request)
    sent = form.get("answer")
    text = sent if isinstance(sent, str) else ""
    after, go = _one_of(AFTER, form.get("after")), _one_of(ASIDE, form.get("go"))
    return await run_in_threadpool(_answered, request, text, made_from(form), after, go)


def check(request: Request) -> Response:
    """All answers, each to be changed; then the plan."""
    draft = draft_of(request)
    course = _course(request, draft)
    return page(
        request,
        "questionnaire/check.html",
        draft=draft,
        course=course,
        final=is_final(course.consultation.advice()),
        changed=_changed(request),
    )


def name(request: Request) -> Response:
    """The PD's name, on a page of its own: nothing else there could lose what is typed."""
    return page(
        request,
        "questionnaire/name.html",
        draft=draft_of(request),
        longest=NAME_LENGTH,
        changed=_changed(request),
    )


async def rename(request: Request) -> Response:
    """Another name for the PD."""
    form = await form_of(request)
    given, stated = one_line(str(form.get("name", "")))[:NAME_LENGTH], made_from(form)
    return await run_in_threadpool(_renamed, request, given, stated)


def keep(request: Request) -> Response:
    """The link to come back by."""
    draft = draft_of(request)
    address = str(request.url.replace(path=f"{HERE}/{draft.link}", query=""))
    return page(
        request, "questionnaire/keep.html", draft=draft, address=address, changed=_changed(request)
    )


async def forget(request: Request) -> Response:
    """Delete the questionnaire; what was recorded stays in the ledger."""
    stated = made_from(await form_of(request))
    return await run_in_threadpool(_forgotten, request, stated)


async def finish(request: Request) -> Response:
    """Record the consultation and show its plan, with a warning when the ledger fails."""
    stated = made_from(await form_of(request))
    return await run_in_threadpool(_finished, request, stated)


def draft_of(request: Request) -> Draft:
    """The questionnaire that the address names. Raises a 404 HTTPException."""
    draft: Draft | None = request.app.state.site.drafts.find(request.path_params["link"])
    if draft is None:
        raise HTTPException(404)
    return draft


def _answered(request: Request, sent: str, stated: str, after: str, go: str) -> Response:
    draft = draft_of(request)
    term = request.path_params["term"]
    known = request.app.state.site.knowledge.vocabulary.asked.get(term)
    if known is None:
        raise HTTPException(404)
    if go and not sent.strip():
        return _to(f"{HERE}/{draft.link}/{go}")
    value = reply(known, sent)
    if isinstance(value, Said):
        return _question(request, draft, after, value, sent, 422)
    same = (stated, written(value))
    try:
        request.app.state.site.drafts.answer(
            draft.link, {term: value}, lambda now: now.written(term) in same
        )
    except ChangedError:
        return _question(
            request, draft_of(request), after, said("questionnaire.changed"), status=409
        )
    if go or after:
        return _to(f"{HERE}/{draft.link}/{go or after}")
    return _to(_onward(_course(request, draft_of(request))))


def _renamed(request: Request, given: str, stated: str) -> Response:
    draft = draft_of(request)
    try:
        request.app.state.site.drafts.rename(
            draft.link, given, lambda now: now.name in (stated, given)
        )
    except ChangedError:
        return _to(f"{HERE}/{draft.link}/name?{CHANGED}=1")
    return _to(f"{HERE}/{draft.link}/check")


def _forgotten(request: Request, stated: str) -> Response:
    draft = draft_of(request)
    try:
        request.app.state.site.drafts.delete(draft.link, lambda now: now.digest == stated)
    except ChangedError:
        return _to(f"{HERE}/{draft.link}/keep?{CHANGED}=1")
    return page(request, "questionnaire/forgotten.html", recorded=draft.record is not None)


def _finished(request: Request, stated: str) -> Response:
    draft = draft_of(request)
    if draft.digest != stated:
        return _to(f"{HERE}/{draft.link}/check?{CHANGED}=1")
    if _course(request, draft).contradictions:
        return _to(f"{HERE}/{draft.link}/check")
    site: Site = request.app.state.site
    if not is_final(site.preview(draft.facts(site.knowledge.vocabulary))):
        return _to(f"{HERE}/{draft.link}/plan")
    try:
        record(site, draft)
    except (AdvisorError, SQLAlchemyError) as error:
        LOG.error("not recorded", exc_info=error)
        return _to(f"{HERE}/{draft.link}/plan?unrecorded=1")
    return _to(f"{HERE}/{draft.link}/plan")


def _question(
    request: Request,
    draft: Draft,
    after: str,
    error: Said | None = None,
    sent: str | None = None,
    status: int = 200,
) -> Response:
    """The question; with what is wrong, if anything is, and what was sent instead of the answer."""
    term = request.path_params["term"]
    course = _course(request, draft)
    known = request.app.state.site.knowledge.vocabulary.asked.get(term)
    if known is None:
        raise HTTPException(404)
    return page(
        request,
        "questionnaire/question.html",
        status,
        f"{HERE}/{draft.link}/question/{term}" + (f"?after={after}" if after else ""),
        draft=draft,
        course=course,
        term=known,
        question=course.question(term),
        options=options(known),
        error=error,
        shown=_shown(draft, term) if sent is None else sent,
        after=after,
    )


def _shown(draft: Draft, term: str) -> str:
    """The answer as it stands in a field; nothing for "don't know"."""
    value = draft.given.get(term)
    return "" if value is None else written(value)


def _changed(request: Request) -> bool:
    """Whether a form was refused because it was made from something else than stands there now."""
    return CHANGED in request.query_params


def _one_of(known: tuple[str, ...], sent: object) -> str:
    """What was sent if it is known, else nothing."""
    return next((name for name in known if name == sent), "")


def _onward(course: QuestionnaireProgress) -> str:
    """The next question; the check page when there is none, or when answers contradict."""
    here = f"{HERE}/{course.draft.link}"
    if course.contradictions or course.next is None:
        return f"{here}/check"
    return f"{here}/question/{course.next}"


def _course(request: Request, draft: Draft) -> QuestionnaireProgress:
    return QuestionnaireProgress(request.app.state.site.knowledge, draft)


def _to(address: str) -> Response:
    return RedirectResponse(address, 303)


def routes() -> list[BaseRoute]:
    """This area's addresses."""
    one = f"{HERE}/{{link}}"
    return [
        Route(HERE, start),
        Route(HERE, begin, methods=["POST"]),
        Route(one, resume),
        Route(f"{one}/question/{{term}}", ask),
        Route(f"{one}/question/{{term}}", answer, methods=["POST"]),
        Route(f"{one}/check", check),
        Route(f"{one}/name", name),
        Route(f"{one}/name", rename, methods=["POST"]),
        Route(f"{one}/keep", keep),
        Route(f"{one}/forget", forget, methods=["POST"]),
        Route(f"{one}/finish", finish, methods=["POST"]),
    ]
