"""A board as a few slides for a projector: few things at once, each on its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from advisor.common.language import Language
from advisor.common.messages import word
from advisor.common.text import Text
from advisor.explanation.telling.speaker import Speaker
from advisor.explanation.telling.whatif import changed_answers
from advisor.knowledge.rule import Outcome
from advisor.teaching.wording import answer_sentences
from advisor.web.classroom.board import FEW, Board
from advisor.web.classroom.starts import Start

MOST, MUCH = 5, 300
"""So many items stand on a slide; from so many characters on, they are set a little smaller."""
Kind = Literal["story", "facts", "change", "rules", "plan", "twist", "question", "votes", "answer"]


@dataclass(frozen=True)
class Item:
    """One line: what it says, what stands before it (a number, an id), and how it is marked."""

    text: str
    label: str = ""
    mark: str = ""
    votes: int | None = None


@dataclass(frozen=True)
class Slide:
    """A heading, a paragraph if any, at most a handful of items, and how many were left out."""

    kind: Kind
    heading: str
    text: str = ""
    items: tuple[Item, ...] = ()
    more: int = 0

    @property
    def dense(self) -> bool:
        """Whether there is much to read on it."""
        return sum(map(len, (self.heading, self.text, *(i.text for i in self.items)))) > MUCH


def board_slides(board: Board, start: Start | None, language: Language) -> tuple[Slide, ...]:
    """The situation or what was changed in it, the rules, and the plan's first steps."""
    return tuple(_Slides(board, start, language).all())


def story(start: Start, language: Language) -> Slide:
    """The scenario of a lesson."""
    assert start.lesson
    title, text = start.lesson.title.to(language), start.lesson.story.to(language)
    return Slide("story", title, text)


def fact_slides(board: Board, language: Language) -> Iterator[Slide]:
    """What is known, a handful at a time."""
    sentences = list(answer_sentences(board.knowledge, board.state.facts, language))
    pages = -(-len(sentences) // MOST)
    for page in range(pages):
        items = tuple(Item(text) for text in sentences[page * MOST : (page + 1) * MOST])
        key = "classroom.slide-facts" if pages == 1 else "classroom.slide-facts-of"
        yield Slide("facts", word(key, language, page=page + 1, pages=pages), "", items)


@dataclass(frozen=True)
class _Slides:
    board: Board
    start: Start | None
    language: Language

    def all(self) -> Iterator[Slide]:
        changed = self.board.difference is not None
        if self.start and self.start.lesson and not changed:
            yield story(self.start, self.language)
        if changed:
            yield self._change()
        elif len(self.board.state.facts.answers) <= FEW:
            yield from fact_slides(self.board, self.language)
        else:
            yield self._findings()
        yield self._changed_rules() if changed else self._reasons()
        yield self._plan()
        if self.start and self.start.lesson and self.start.lesson.twist and not changed:
            text = self.start.lesson.twist.text.to(self.language)
            yield Slide("twist", self._say("lesson.twist"), text)

    def _say(self, key: str, **parameters: object) -> str:
        return word(key, self.language, **parameters)

    def _change(self) -> Slide:
        difference, state = self.board.difference, self.board.state
        assert difference
        now = {term: state.facts.answers.get(term) for term in state.was}
        speaker = Speaker(self.board.knowledge, self.language)
        lines = [outline.text for outline in changed_answers(difference, now, speaker)]
        lines = [line.rpartition(" [")[0] for line in lines]
        return self._slide("change", "classroom.slide-change", [Item(line) for line in lines])

    def _findings(self) -> Slide:
        """What is so, in place of too many facts to be read out."""
        rows = [row for row in self.board.findings if row.value is True]
        items = [Item(row.term.sentence(True).to(self.language)) for row in rows]
        empty = "" if items else self._say("classroom.no-finding")
        return self._slide("facts", "classroom.slide-findings", items, empty)

    def _changed_rules(self) -> Slide:
        """Those that now apply first, then those that no longer do."""
        order = list(Outcome)
        changed = (row for row in self.board.rules if row.before)
        rows = sorted(changed, key=lambda row: order.index(row.outcome))
        items = [
            Item(row.rule.title.to(self.language), row.rule.id, row.outcome.value) for row in rows
        ]
        empty = "" if items else self._say("classroom.no-rule-changed")
        return self._slide("rules", "classroom.slide-rules-changed", items, empty)

    def _reasons(self) -> Slide:
        """The rules that carry the first steps; without a plan, those that fired."""
        steps = self.board.situation.advice.steps
        carrying = dict.fromkeys(reason.rule for step in steps for reason in step.reasons)
        names = carrying or dict.fromkeys(self.board.situation.advice.fired)
        rules = [self.board.knowledge.rule[name] for name in names]
        items = [Item(rule.title.to(self.language), rule.id) for rule in rules]
        empty = "" if items else self._say("classroom.no-rule")
        return self._slide("rules", "classroom.slide-rules", items, empty)

    def _plan(self) -> Slide:
        advice = self.board.situation.advice
        items = [
            Item(row.step.text.to(self.language), str(row.step.rank), row.mark)
            for row in self.board.plan
        ]
        told: list[Text] = [advice.message] if advice.message else []
        told += [c.message for c in advice.contradictions]
        lead = "" if items else self._say(f"classroom.status-{advice.status}", count=len(items))
        text = " ".join([lead, *(message.to(self.language) for message in told)]).strip()
        return self._slide("plan", "classroom.slide-plan", items, text)

    def _slide(self, kind: Kind, key: str, items: Sequence[Item], text: str = "") -> Slide:
        heading = self._say(key, count=len(items))
        return Slide(kind, heading, text, tuple(items[:MOST]), max(len(items) - MOST, 0))
