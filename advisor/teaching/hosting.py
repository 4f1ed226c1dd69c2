"""Hosts a quiz: shows a scenario, takes each team's prediction, reveals, keeps the score."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from advisor.common.language import Language, shortened
from advisor.common.messages import word
from advisor.knowledge.knowledge import Knowledge
from advisor.teaching.comparing import why_not_first
from advisor.teaching.quiz import Round, scores
from advisor.teaching.wording import answer_sentences

Show = Callable[[Iterable[str]], None]
Ask = Callable[[str], str | None]
"""Puts a prompt and returns the line typed, None when there is no more input."""


@dataclass
class Host:
    """Runs a quiz with one show and one ask; `played` keeps each round and the predictions."""

    knowledge: Knowledge
    language: Language
    teams: tuple[str, ...]
    show: Show
    ask: Ask
    played: list[tuple[Round, dict[str, int]]] = field(default_factory=list)

    def run(self, rounds: tuple[Round, ...]) -> dict[str, int]:
        """Play the rounds, to the end or until the input ends; the final score by team."""
        for number, round in enumerate(rounds, start=1):
            self.show(self._scenario(round, number, len(rounds)))
            given = self._predictions(round)
            if given is None:
                break
            self.played.append((round, given))
            self.show(self._reveal(round, given))
        self.show(self._score("quiz.final"))
        return scores(self.played, self.teams)

    def _say(self, key: str, **parameters: object) -> str:
        return word(key, self.language, **parameters)

    def _scenario(self, round: Round, number: int, total: int) -> Iterator[str]:
        yield ""
        yield self._say("quiz.round", number=number, total=total)
        yield round.lesson.story.to(self.language)
        sentences = answer_sentences(self.knowledge, round.facts, self.language)
        yield from (f"  - {sentence}" for sentence in sentences)
        yield ""
        yield self._say("quiz.question")
        for place, choice in enumerate(round.choices, start=1):
            yield f"  {place}. {self._step(round, choice)}"

    def _predictions(self, round: Round) -> dict[str, int] | None:
        given = {}
        for team in self.teams:
            index = self._prediction(team, len(round.choices))
            if index is None:
                return None
            given[team] = index
        return given

    def _prediction(self, team: str, most: int) -> int | None:
        while (line := self.ask(self._say("quiz.prompt", team=team, most=most))) is not None:
            text = line.strip()
            if text.lower() in self._say("tracing.words-quit").split():
                return None
            if text.isascii() and text.isdigit() and 1 <= int(text) <= most:
                return int(text) - 1
            self.show([self._say("quiz.not-understood", given=shortened(text), most=most)])
        return None

    def _reveal(self, round: Round, given: dict[str, int]) -> Iterator[str]:
        advice = round.advice
        yield ""
        yield self._say("quiz.answer", step=self._step(round, round.choices[round.right]))
        if advice.message:
            yield f"  {advice.message.to(self.language)}"
        for contradiction in advice.contradictions:
            yield f"  {contradiction.message.to(self.language)}"
        for reason in advice.steps[0].reasons if advice.steps else ():
            said = {"title": reason.title, "why": reason.why, "rule": reason.rule}
            yield f"  {self._say('quiz.reason', **said)}"
        for team, index in given.items():
            yield from self._verdict(round, team, index)
        yield self._say("quiz.goal", goal=round.lesson.goal)
        if len(self.teams) > 1:
            yield from self._score("quiz.score")

    def _verdict(self, round: Round, team: str, index: int) -> Iterator[str]:
        choice = round.choices[index]
        if index == round.right:
            yield self._say("quiz.right", team=team)
            return
        yield self._say("quiz.wrong", team=team, step=self._step(round, choice))
        if choice is not None:
            why = why_not_first(
                self.knowledge, round.advice, round.evaluation, choice, self.language
            )
            yield from (f"  {line}" for line in why)

    def _score(self, key: str) -> Iterator[str]:
        points = scores(self.played, self.teams)
        yield self._say(key, count=len(self.played))
        for team, score in sorted(points.items(), key=lambda item: -item[1]):
            yield f"  {team}: {score}"

    def _step(self, round: Round, choice: str | None) -> str:
        if choice is None:
            return self._say("quiz.none")
        advised = [step.text for step in round.advice.steps if step.step == choice]
        text = advised[0] if advised else self.knowledge.step_text(choice, round.advice.answers)
        return text.to(self.language)


def team_names(text: str | None, language: Language) -> tuple[str, ...]:
    """The teams written as `A,B`, each once; the whole class when there are none."""
    names = (" ".join(name.split()) for name in (text or "").split(","))
    return tuple(dict.fromkeys(name for name in names if name)) or (word("quiz.class", language),)
