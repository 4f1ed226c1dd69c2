"""The quiz on a projector: a scenario, a vote on the first step, and then the answer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from advisor.common.language import Language
from advisor.common.messages import word
from advisor.teaching.comparing import why_not_first
from advisor.teaching.quiz import Round, rounds
from advisor.web.classroom.board import Board, general
from advisor.web.classroom.slides import Item, Slide, fact_slides, story
from advisor.web.classroom.starts import Start

MOST_VOTES, SEED = 999, 1


def read_votes(texts: Iterable[str]) -> tuple[int, ...]:
    """Votes as an address states them; what is no number up to MOST_VOTES counts as none."""
    return tuple(
        int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0 for text in texts
    )


def round_of(board: Board, start: Start) -> Round:
    """The lesson's question; its choices stand in the same order each time."""
    assert start.lesson
    return rounds(board.knowledge, [start.lesson], SEED)[0]


def quiz_slides(
    board: Board, start: Start, votes: Sequence[int], language: Language
) -> tuple[Slide, ...]:
    """Scenario, facts, question, result of the vote, and why."""
    return tuple(_Quiz(board, start, tuple(votes), language).all())


@dataclass(frozen=True)
class _Quiz:
    board: Board
    start: Start
    votes: tuple[int, ...]
    language: Language

    def all(self) -> Iterator[Slide]:
        round = round_of(self.board, self.start)
        yield story(self.start, self.language)
        yield from fact_slides(self.board, self.language)
        yield Slide("question", self._say("quiz.question"), "", self._choices(round))
        yield Slide("votes", self._say("classroom.quiz-votes"), "", self._result(round))
        yield self._answer(round)

    def _say(self, key: str, **parameters: object) -> str:
        return word(key, self.language, **parameters)

    def _choices(self, round: Round) -> tuple[Item, ...]:
        texts = (self._text(round, choice) for choice in round.choices)
        return tuple(
            Item(text, letter, votes=votes)
            for letter, text, votes in zip(ascii_uppercase, texts, self._votes(round), strict=False)
        )

    def _result(self, round: Round) -> tuple[Item, ...]:
        return tuple(
            Item(item.text, item.label, "right" if place == round.right else "", item.votes)
            for place, item in enumerate(self._choices(round))
        )

    def _answer(self, round: Round) -> Slide:
        """Why it is the first step, why what most chose is not, and what the lesson is about."""
        assert self.start.lesson
        first = self._text(round, round.choices[round.right])
        heading = self._say("quiz.answer", step=first)
        items = [*self._reasons(round), *self._against(round)]
        goal = self._say("quiz.goal", goal=self.start.lesson.goal)
        return Slide("answer", heading, goal, tuple(items))

    def _reasons(self, round: Round) -> Iterator[Item]:
        advice = round.advice
        if advice.message:
            yield Item(advice.message.to(self.language))
        for contradiction in advice.contradictions[:2]:
            yield Item(contradiction.message.to(self.language), contradiction.rule)
        for reason in advice.steps[0].reasons[:2] if advice.steps else ():
            yield Item(reason.title.to(self.language), reason.rule, "right")

    def _against(self, round: Round) -> Iterator[Item]:
        """Why the choice with the most votes is not the answer, if it is not."""
        votes = self._votes(round)
        chosen = votes.index(max(votes))
        choice = round.choices[chosen]
        if not any(votes) or chosen == round.right or choice is None:
            return
        knowledge = self.board.knowledge
        lines = why_not_first(knowledge, round.advice, round.evaluation, choice, self.language)
        yield from (Item(line, ascii_uppercase[chosen], "wrong") for line in lines[:2])

    def _votes(self, round: Round) -> tuple[int, ...]:
        return (self.votes + (0,) * len(round.choices))[: len(round.choices)]

    def _text(self, round: Round, choice: str | None) -> str:
        if choice is None:
            return self._say("quiz.none")
        advised = (step.text for step in round.advice.steps if step.step == choice)
        return next(advised, general(self.board.knowledge, choice)).to(self.language)
