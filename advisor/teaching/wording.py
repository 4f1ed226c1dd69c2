"""A lesson in words: the trainer's card, with the solution, and the handout, without."""

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.advice.advice import Advice
from advisor.advice.facts import Facts
from advisor.common.language import Language
from advisor.common.messages import word
from advisor.knowledge.knowledge import Knowledge
from advisor.presentation.markdown import escape
from advisor.teaching.expecting import OUTCOMES
from advisor.teaching.lesson import Expect, Lesson
from advisor.teaching.lesson_files import facts_for, outcome

Section = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Card:
    """A title and sections, each a heading and its lines."""

    title: str
    sections: tuple[Section, ...]

    def text(self) -> Iterator[str]:
        """Lines for a terminal."""
        yield self.title
        for heading, lines in self.sections:
            yield ""
            yield heading
            yield from (f"  {line}" for line in lines)

    def markdown(self) -> str:
        """A handout."""
        parts = [f"# {escape(self.title)}"]
        for heading, lines in self.sections:
            single = len(lines) == 1
            items = (escape(line) if single else f"- {escape(line)}" for line in lines)
            parts.append(f"## {escape(heading)}\n\n" + "\n".join(items))
        return "\n\n".join(parts) + "\n"


def card(knowledge: Knowledge, lesson: Lesson, language: Language, solution: bool) -> Card:
    """The lesson's card; the solution is what the rules make of it now."""
    return _Speaker(knowledge, lesson, language).card(solution)


def answer_sentences(knowledge: Knowledge, facts: Facts, language: Language) -> Iterator[str]:
    """The answers as sentences."""
    for term, value in facts.answers.items():
        yield knowledge.term(term).sentence(value).to(language)


@dataclass(frozen=True)
class _Speaker:
    knowledge: Knowledge
    lesson: Lesson
    language: Language

    def say(self, key: str, **parameters: object) -> str:
        return word(key, self.language, **parameters)

    def card(self, solution: bool) -> Card:
        sections = [*self.scenario(), *self.tasks(), *(self.solution() if solution else ())]
        return Card(self.lesson.title.to(self.language), tuple(sections))

    def scenario(self) -> Iterator[Section]:
        facts = facts_for(self.knowledge, self.lesson)
        yield self.say("lesson.goal"), (self.lesson.goal.to(self.language),)
        yield self.say("lesson.story"), (self.lesson.story.to(self.language),)
        sentences = answer_sentences(self.knowledge, facts, self.language)
        yield self.say("lesson.answers"), tuple(sentences)

    def tasks(self) -> Iterator[Section]:
        yield self.say("lesson.task"), (self.say("lesson.predict"),)
        questions = tuple(text.to(self.language) for text in self.lesson.discuss)
        yield self.say("lesson.discuss"), questions
        if self.lesson.twist:
            yield self.say("lesson.twist"), (self.lesson.twist.text.to(self.language),)

    def solution(self) -> Iterator[Section]:
        yield self.say("lesson.look"), tuple(t.to(self.language) for t in self.lesson.look)
        yield self.say("lesson.solution"), tuple(self.result(self.lesson.expect, False))
        if self.lesson.twist:
            lines = tuple(self.result(self.lesson.twist.expect, True))
            yield self.say("lesson.solution-twist"), lines

    def result(self, expect: Expect, twisted: bool) -> Iterator[str]:
        facts = facts_for(self.knowledge, self.lesson, twisted)
        yield from self.plan(outcome(self.knowledge, facts)[0])
        yield from self.rules(expect)

    def plan(self, advice: Advice) -> Iterator[str]:
        if not advice.steps:
            yield self.say(f"plan.{advice.status}")
        for step in advice.steps[:5]:
            urgency = self.say(f"graph.urgency-{step.urgency}")
            rules = tuple(reason.rule for reason in step.reasons)
            yield self.say(
                "lesson.step", rank=step.rank, step=step.text, urgency=urgency, rules=rules
            )
        if len(advice.steps) > 5:
            yield self.say("tracing.more", count=len(advice.steps) - 5)

    def rules(self, expect: Expect) -> Iterator[str]:
        for field, result in OUTCOMES.items():
            for name in getattr(expect, field):
                title = self.knowledge.rule[name].title
                shown = self.say(f"outcome.{result.value}")
                yield self.say("lesson.outcome", rule=name, title=title, outcome=shown)
