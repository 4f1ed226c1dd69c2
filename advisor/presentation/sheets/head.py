"""One page for the head: what to take now, what is late, what waits on whom, what holds back."""

from dataclasses import dataclass

from advisor.advice.advice import AdvisedStep
from advisor.advice.notes import STATUSES
from advisor.common.language import shortened
from advisor.presentation.dates import day
from advisor.presentation.sheets.case import Case
from advisor.presentation.sheets.sheet import Block, Facts, Heading, Paragraph, Sheet, Table
from advisor.presentation.sheets.standing import Held, Standing

MOST = 3
"""So many late steps, and so many that others wait for, are named: it is to be one page."""
LONGEST_NAME = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A step for the head: in charge of it, when due, how many days late, and what waits for it."""

    step: str
    rank: int
    title: str
    person: str
    due: str
    late: int
    waiting: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ForHead:
    """The page in words. `more_*` count what is not named; `obstacle` is one sentence."""

    name: str
    as_of: str
    counts: str
    now: tuple[Line, ...]
    late: tuple[Line, ...]
    more_late: int
    late_none: str
    awaited: tuple[Line, ...]
    more_awaited: int
    obstacle: str


def for_head(case: Case) -> ForHead:
    """The page of a plan on `case.today`."""
    at = Standing(case.knowledge, case.advice, case.notes, case.today)
    lines = _Lines(case, at)
    awaited = sorted(at.awaited, key=lambda pair: -len(pair[1]))
    return ForHead(
        name=case.advice.name or "",
        as_of=case.say("sheets.as-of", day=day(case.today, case.language)),
        counts=lines.counts(),
        now=tuple(map(lines.line, at.now)),
        late=tuple(map(lines.line, at.late[:MOST])),
        more_late=len(at.late[MOST:]),
        late_none=case.say("sheets.none-late" if at.dated else "sheets.none-dated"),
        awaited=tuple(lines.line(step, others) for step, others in awaited[:MOST]),
        more_awaited=len(awaited[MOST:]),
        obstacle=lines.obstacle(),
    )


def head(case: Case) -> Sheet:
    """The page as a sheet."""
    page = for_head(case)
    lines = (case.say("sheets.head"), *case.title)
    blocks: tuple[Block, ...] = (
        Facts(((page.as_of, page.counts),)),
        Heading(case.say("sheets.now")),
        _steps(case, page.now, case.say("sheets.none-now")),
        Heading(case.say("sheets.late")),
        _steps(case, page.late, page.late_none),
        *_more(case, page.more_late),
        Heading(case.say("sheets.awaited")),
        _awaited(case, page),
        *_more(case, page.more_awaited),
        Heading(case.say("sheets.obstacle")),
        Paragraph(page.obstacle),
    )
    return Sheet(case.language, lines, blocks, case.office, case.plan().origin)


def _steps(case: Case, lines: tuple[Line, ...], none: str) -> Block:
    """The steps, each with how late it is, if it is."""
    if not lines:
        return Paragraph(none)
    heads = ("plan.number", "plan.step", "report.person", "report.deadline")
    rows = tuple((str(line.rank), line.title, line.person, _due(case, line)) for line in lines)
    return Table(tuple(map(case.say, heads)), rows, (1, 7.8, 4.4, 3.8))


def _due(case: Case, line: Line) -> str:
    return case.say("sheets.due-late", due=line.due, days=line.late) if line.late else line.due


def _awaited(case: Case, page: ForHead) -> Block:
    heads = ("sheets.on-whom", "sheets.awaited-step", "sheets.waiting-steps")
    rows = tuple(
        (line.person, f"{line.rank}. {line.title}", ", ".join(map(str, line.waiting)))
        for line in page.awaited
    )
    if not rows:
        return Paragraph(case.say("sheets.none-awaited"))
    return Table(tuple(map(case.say, heads)), rows, (4.4, 8.8, 3.8))


def _more(case: Case, count: int) -> tuple[Paragraph, ...]:
    return (Paragraph(case.say("sheets.more", count=count), small=True),) if count else ()


@dataclass(frozen=True)
class _Lines:
    case: Case
    at: Standing

    def line(self, step: AdvisedStep, waiting: tuple[AdvisedStep, ...] = ()) -> Line:
        case, due = self.case, self.at.note(step).due
        return Line(
            step=step.step,
            rank=step.rank,
            title=self.titles[step.step],
            person=shortened(case.person(step), LONGEST_NAME),
            due=case.due(step),
            late=max((case.today - due).days, 0) if due else 0,
            waiting=tuple(other.rank for other in waiting),
        )

    @property
    def titles(self) -> dict[str, str]:
        """What each step is called; of one that was dropped it is said."""
        return {step.step: self._title(step, view.title) for step, view in self.case.pairs()}

    def _title(self, step: AdvisedStep, title: str) -> str:
        dropped = self.at.note(step).status == "dropped"
        return self.case.say("sheets.dropped-step", step=title) if dropped else title

    def counts(self) -> str:
        """How many steps there are, and of these how many are how far."""
        statuses = [self.at.note(step).status for step in self.case.advice.steps]
        counts = {status.replace("-", "_"): statuses.count(status) for status in STATUSES}
        return self.case.say("sheets.counts", total=len(statuses), **counts)

    def obstacle(self) -> str:
        """The obstacle that holds most back, or that none does."""
        found = self.at.obstacles
        if not found:
            return self.case.say("sheets.no-obstacle")
        most = found[0]
        if not (most.others or most.within):
            names = ", ".join(map(self.named, found))
            return self.case.say("sheets.none-held", obstacles=names)
        key, waiting = (
            ("sheets.held", most.others) if most.others else ("sheets.held-within", most.within)
        )
        steps, held = (", ".join(str(s.rank) for s in part) for part in (most.steps, waiting))
        shown = {"obstacle": self.named(most), "steps": steps, "held": held}
        return self.case.say(key, count=len(waiting), **shown)

    def named(self, item: Held) -> str:
        return self.case.knowledge.term(item.term).label.to(self.case.language)
