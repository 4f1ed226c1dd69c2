"""A request to the classroom: the state in its address, and the page that answers it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import Language
from advisor.common.messages import describe
from advisor.explanation.telling.speaker import Table
from advisor.explanation.trace.replay import Replay
from advisor.web.classroom.answer_code import Shorthand
from advisor.web.classroom.board import Board
from advisor.web.classroom.cache import Recent
from advisor.web.classroom.starts import Start, Starts
from advisor.web.classroom.state import SHORT, BoardState, Reading, read_state
from advisor.web.classroom.tracing import Place
from advisor.web.installation import Site
from advisor.web.language import language_of
from advisor.web.rendering import page

WHY = "/classroom/why"
_REPLAYS: Recent[Replay] = Recent(32)


@dataclass
class Visit:
    """One request. `problems` are told on the page, beside what could be done all the same."""

    request: Request
    reading: Reading
    starts: Starts
    problems: list[Problem]

    @classmethod
    def of(cls, request: Request) -> "Visit":
        """Read the address."""
        site: Site = request.app.state.site
        starts = Starts(site.knowledge, site.lessons, site.settings.knowledge)
        pairs = request.query_params.multi_items()
        reading = read_state(site.knowledge, starts.names, pairs)
        return cls(request, reading, starts, list(reading.problems))

    @property
    def site(self) -> Site:
        """What all requests share."""
        site: Site = self.request.app.state.site
        return site

    @property
    def language(self) -> Language:
        """The language of this request."""
        return language_of(self.request)

    @property
    def state(self) -> BoardState:
        """The board's state."""
        return self.reading.state

    @property
    def start(self) -> Start | None:
        """Where the board began."""
        return self.starts.find(self.state.start) if self.state.start else None

    @cached_property
    def board(self) -> Board:
        """What the rules make of the state."""
        salience = self.site.engine.salience
        return Board(self.site.knowledge, self.state, salience, self.reading.wrong)

    @cached_property
    def brief(self) -> str:
        """How the address of an explanation begins in links of this page."""
        code = Shorthand(self.site.knowledge.vocabulary)
        text = code.written(self.state.facts.answers, self.state.was)
        own = {SHORT: text, "start": self.state.start}
        return f"{WHY}?{urlencode({name: value for name, value in own.items() if value})}"

    def asked(self, name: str, otherwise: str = "") -> str:
        """One of the page's own parameters."""
        return self.request.query_params.get(name) or otherwise

    def number(self, name: str) -> int:
        """A parameter that counts from 0; what is no such number is 0."""
        text = self.asked(name)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0

    def replay(self) -> Replay:
        """The engine's run on these facts. Raises DisagreementError."""
        key = (self.site.knowledge.digest, self.state.key)
        return _REPLAYS.get(key, lambda: self.site.replay(self.state.facts))

    def place(self, breaks: frozenset[str]) -> Place:
        """Where in the run the address says."""
        return Place.at(self.replay(), self.language, self.number("at"), breaks)

    def failed(self, error: AdvisorError) -> None:
        """Tell what could not be done."""
        self.problems += error.problems

    def page(self, template: str, **content: Any) -> Response:
        """A page with the state, links that keep it, and the problems in words."""
        problems = [(p.where, describe(p, self.language)) for p in self.problems]
        return page(
            self.request,
            template,
            state=self.state,
            brief=self.brief,
            board=self.board,
            start=self.start,
            problems=problems,
            is_table=lambda part: isinstance(part, Table),
            **content,
        )
