"""The consultations of one PD beside each other: what was done, what is new and why."""

from dataclasses import dataclass, replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from advisor.audit.courses import chained, consultations_of, course_of
from advisor.audit.ledger import Ledger
from advisor.audit.record import Record
from advisor.common.errors import AdvisorError
from advisor.explanation.telling.speaker import Speaker, Table
from advisor.follow_up.course import Course
from advisor.follow_up.picture import course_chart
from advisor.follow_up.wording import ProgressTelling
from advisor.presentation.chart import Room, svg_text
from advisor.web.desk.ledger_access import reader_of
from advisor.web.desk.search_query import asked, number
from advisor.web.desk.view import Reader
from advisor.web.errors import error_response
from advisor.web.ledger_access import from_ledger
from advisor.web.rendering import page
from advisor.web.security.guard import shown
from advisor.web.security.rights import Right
from advisor.web.store.accounts import Account
from advisor.web.tree import Branch, branch

HERE = "/desk/record/{number}/progress"
MOST = 10
"""Consultations on one page, the newest ones; of random answers that takes a second."""
ROOM = Room(width=680, left=170, right=110)


@dataclass(frozen=True)
class Between:
    """What came between two records; `places` says which record's page tells about a step."""

    told: Branch
    before: int
    after: int
    places: dict[str, int]


@dataclass(frozen=True)
class Found:
    """A PD's course as the page shows it, the latest change first; `left` older ones are not."""

    number: int
    lead: tuple[str, ...]
    table: Table
    numbers: tuple[int, ...]
    between: tuple[Between, ...]
    left: int


def show(request: Request, account: Account) -> Response:
    """What became of the plan of a record's PD."""
    reader = reader_of(request, account)
    found = _read(request, reader)
    if found is None:
        return error_response(request, 404, cause="record")
    search = asked(request.query_params, reader.personal)
    return page(request, "desk/progress.html", account=account, search=search, found=found)


def draw(request: Request, account: Account) -> Response:
    """The open steps of each consultation."""
    reader = reader_of(request, account)
    read = from_ledger(request, lambda ledger: _course(request, ledger, reader))
    if read is None:
        raise HTTPException(404)
    chart = course_chart(read[0], reader.language, reader.zone, ROOM)
    return Response(svg_text([chart]), media_type="image/svg+xml")


def _read(request: Request, reader: Reader) -> Found | None:
    read = from_ledger(request, lambda ledger: _course(request, ledger, reader))
    if read is None:
        return None
    course, left = read
    telling = ProgressTelling(course, Speaker(course.knowledge, reader.language), reader.zone)
    places = reversed(range(len(course.steps)))
    numbers = tuple(visit.record or 0 for visit in course.visits)
    between = tuple(_between(telling, place) for place in places)
    at = number(request.path_params["number"]) or 0
    return Found(at, telling.lead(), telling.table(), numbers, between, left)


def _between(telling: ProgressTelling, place: int) -> Between:
    course = telling.course
    before, after = (visit.record or 0 for visit in course.visits[place : place + 2])
    plans = course.steps[place]
    found = {**dict.fromkeys(plans.before.plan, before), **dict.fromkeys(plans.after.plan, after)}
    return Between(branch(telling.between(place), course.knowledge), before, after, found)


def _course(request: Request, ledger: Ledger, reader: Reader) -> tuple[Course, int] | None:
    """The newest consultations of the record's PD, and how many older ones are left out."""
    place = number(request.path_params["number"])
    try:
        record = ledger.consultation(place or 0)
        records = _of_same(ledger, record, reader)
        today = request.app.state.site.knowledge
        return course_of(ledger, records[-MOST:], lambda: today), len(records[:-MOST])
    except AdvisorError:
        return None


def _of_same(ledger: Ledger, record: Record, reader: Reader) -> list[Record]:
    """The consultations linked with the record, and for who may see names those of its name."""
    found = {one.number: one for one in chained(ledger, record)}
    name = record.personal.get("pd")
    if name and reader.personal:
        found |= {one.number: one for one in consultations_of(ledger, name)}
    return [replace(found[number], personal={}) for number in sorted(found)]


def routes() -> list[BaseRoute]:
    """Addresses of a record's course."""
    return [Route(HERE, shown(Right.READ, show)), Route(f"{HERE}.svg", shown(Right.READ, draw))]
