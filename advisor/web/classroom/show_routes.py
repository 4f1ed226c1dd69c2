"""The classroom's pages that are gone through one after another: the run, the slides, the quiz."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from advisor.common.errors import AdvisorError
from advisor.explanation.situation import unknown
from advisor.presentation.rule import find_rule
from advisor.web.classroom.quizzing import quiz_slides, read_votes
from advisor.web.classroom.slides import Slide, board_slides
from advisor.web.classroom.state import shown
from advisor.web.classroom.visit import Visit

TRACE, PRESENT, QUIZ = "/classroom/trace", "/classroom/present", "/classroom/quiz"


def trace(request: Request) -> Response:
    """The engine's run after so many firings."""
    visit = Visit.of(request)
    place = visit.place(_break(visit))
    kept = {"break": min(place.breaks, default="")}
    never: tuple[str, ...] = ()
    if visit.asked("run"):
        try:
            rule = find_rule(visit.site.knowledge, shown(visit.asked("run"))).id
            never = place.never(rule)
            if not never:
                at = dict(place.firing_rules)[rule]
                return RedirectResponse(visit.state.link(TRACE, at=at, **kept), 303)
        except AdvisorError as error:
            visit.failed(error)
    return visit.page("classroom-trace.html", place=place, never=never, kept=kept)


def present(request: Request) -> Response:
    """A board on a projector."""
    visit = Visit.of(request)
    slides = board_slides(visit.board, visit.start, visit.language)
    return _slide(visit, PRESENT, slides, ())


def quiz(request: Request) -> Response:
    """A lesson's quiz on a projector; without a lesson, the choice of one."""
    visit = Visit.of(request)
    start = visit.start
    if start is None or start.lesson is None:
        return visit.page("classroom-quiz.html", lessons=visit.starts.lessons)
    votes = read_votes(request.query_params.getlist("v"))
    visit.reading = visit.reading.at(start.state)
    slides = quiz_slides(visit.board, start, votes, visit.language)
    return _slide(visit, QUIZ, slides, votes)


def _slide(visit: Visit, path: str, slides: Sequence[Slide], votes: Sequence[int]) -> Response:
    at = min(visit.number("slide"), len(slides) - 1)
    return visit.page(
        "classroom-slide.html",
        path=path,
        slides=slides,
        at=at,
        slide=slides[at],
        votes=votes,
        after=visit.starts.after(visit.state.start),
    )


def _break(visit: Visit) -> frozenset[str]:
    """The term at whose arrival to stop."""
    term = visit.asked("break")
    known = visit.site.knowledge.vocabulary.all
    if not term or term in known:
        return frozenset({term} - {""})
    visit.failed(unknown(shown(term), "classroom.no-term", known))
    return frozenset()


def routes() -> list[BaseRoute]:
    """These pages' addresses."""
    return [Route(TRACE, trace), Route(PRESENT, present), Route(QUIZ, quiz)]
