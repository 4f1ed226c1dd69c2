"""The classroom's pages: where to begin, the board, why and why not, and the rule graph."""

from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from advisor.common.errors import AdvisorError
from advisor.common.messages import describe
from advisor.knowledge.rule import Outcome
from advisor.web.classroom import show_routes
from advisor.web.classroom.board import general
from advisor.web.classroom.drawing import FIRED, Drawn, Part, drawn, named_nodes, parts, picture
from advisor.web.classroom.explaining import Explained, Explaining
from advisor.web.classroom.visit import WHY, Visit
from advisor.web.errors import error_response

BOARD = "/classroom/board"
KINDS = ("step", "rule", "term")
"""What can be explained."""

SHOWN = (*(outcome.value for outcome in Outcome), "all")
ZOOMS = (50, 75, 100, 150, 200)
"""In per cent; 0 fits the picture into the window."""
A_DAY = "private, max-age=86400"


def start(request: Request) -> Response:
    """Where to begin."""
    visit = Visit.of(request)
    starts = visit.starts
    return visit.page("classroom-start.html", lessons=starts.lessons, examples=starts.examples)


def board(request: Request) -> Response:
    """Facts, and what follows from them. A form's address gives way to the state's own."""
    visit = Visit.of(request)
    asked = visit.asked("show", SHOWN[0])
    show = asked if asked in SHOWN else SHOWN[0]
    if (visit.reading.from_form or visit.reading.short) and not visit.problems:
        return RedirectResponse(visit.state.link(BOARD, show="" if show == SHOWN[0] else show), 303)
    return visit.page("classroom-board.html", show=show, shown=SHOWN, part=visit.board.part)


def why(request: Request) -> Response:
    """Why, or why not: a step, a rule, a finding or a fact."""
    visit = Visit.of(request)
    if visit.reading.short and "HX-Request" not in request.headers:
        own = {kind: visit.asked(kind) for kind in KINDS}
        return RedirectResponse(visit.state.link(WHY, **own), 303)
    explained, status = None, 200
    try:
        explained = _explained(visit)
    except AdvisorError as error:
        visit.failed(error)
        status = 404
    return visit.page("classroom-why.html", status=status, explained=explained)


def graph(request: Request) -> Response:
    """The rule graph with what fired, and the same as a list."""
    visit = Visit.of(request)
    part = _part(visit)
    zoom = visit.number("zoom") if visit.number("zoom") in ZOOMS else 0
    image, nodes, title = None, None, ""
    try:
        made = picture(visit.site.knowledge, visit.board.situation, part, visit.language)
        image = _drawn(visit, part)
        title = made.title
        nodes = {kind: named_nodes(made, kind) for kind in ("rule", "finding", "answer", "step")}
    except AdvisorError as error:
        visit.failed(error)
    return visit.page(
        "classroom-graph.html",
        part=part,
        image=image,
        nodes=nodes,
        title=title,
        zoom=zoom,
        zooms=ZOOMS,
        parts_of=parts(visit.site.knowledge),
        general=partial(general, visit.site.knowledge),
    )


def graph_image(request: Request) -> Response:
    """The rule graph as a picture of its own; the address says all, so that it can be kept."""
    visit = Visit.of(request)
    part = _part(visit)
    try:
        image = _drawn(visit, part)
    except AdvisorError as error:
        lines = tuple(describe(problem, visit.language) for problem in error.problems)
        return error_response(request, 404, lines)
    return Response(image.text, headers={"Cache-Control": A_DAY}, media_type="image/svg+xml")


def _part(visit: Visit) -> Part:
    """The part that the address names, else the topic of the last change."""
    asked = visit.asked("part", visit.board.part or FIRED)
    return Part(asked, visit.asked("every", "yes") == "yes")


def _drawn(visit: Visit, part: Part) -> Drawn:
    return drawn(visit.site.knowledge, visit.board.situation, part, visit.language)


def _explained(visit: Visit) -> Explained:
    """What the address asks to have explained. Raises AdvisorError."""
    kind = next((kind for kind in KINDS if visit.asked(kind)), KINDS[-1])
    knowledge, situation = visit.site.knowledge, visit.board.situation
    explaining = Explaining(knowledge, visit.state, situation, visit.language)
    return explaining.of(kind, visit.asked(kind))


def routes() -> list[BaseRoute]:
    """This area's addresses."""
    return [
        Route("/classroom", start),
        Route(BOARD, board),
        Route(WHY, why),
        Route("/classroom/graph", graph),
        Route("/classroom/graph.svg", graph_image),
        *show_routes.routes(),
    ]
