"""Reads lessons and checks them against the knowledge, every problem at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from advisor.advice.advice import Advice
from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts, facts_from
from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import Said, said
from advisor.inference.evaluator import Evaluation, evaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.model import fill
from advisor.knowledge.spelling import parse_answer
from advisor.knowledge.yaml_reader import Document, Location, read
from advisor.teaching.expecting import differences
from advisor.teaching.lesson import FILE, Expect, Lesson, Lessons


def read_lessons(knowledge: Knowledge, folder: Path) -> tuple[Lesson, ...]:
    """The lessons of a knowledge folder, none when it has no lessons.yaml.

    Lessons are no part of the rule base: they change neither advice nor digest. Raises
    AdvisorError for names that do not exist and for expectations that the rules do not meet.
    """
    path = folder / FILE
    if not path.exists():
        return ()
    document = read(path, f"{folder.name}/{FILE}")
    lessons = fill(Lessons, document, document.data).lessons
    problems = list(_Check(knowledge, document).problems(lessons))
    if problems:
        raise AdvisorError(sorted(problems, key=lambda problem: problem.line or 0))
    return lessons


def find_lessons(lessons: Iterable[Lesson], names: Iterable[str]) -> tuple[Lesson, ...]:
    """The lessons of these ids. Raises AdvisorError with the nearest id of each unknown one."""
    known = {lesson.id: lesson for lesson in lessons}
    wanted = tuple(names)
    problems = [
        Problem(name, None, said("lesson.unknown", name=name), did_you_mean(name, known))
        for name in wanted
        if name not in known
    ]
    if problems:
        raise AdvisorError(problems)
    return tuple(known[name] for name in wanted)


def facts_for(knowledge: Knowledge, lesson: Lesson, twisted: bool = False) -> Facts:
    """The lesson's answers, in vocabulary order, with its twist's changes if wanted."""
    changes = lesson.twist.set if twisted and lesson.twist else {}
    given = {**lesson.answers, **changes}
    asked = knowledge.vocabulary.asked
    parsed = {term: parse_answer(asked[term], given[term]) for term in asked if term in given}
    return facts_from({t: v for t, v in parsed.items() if not isinstance(v, Said)})


def outcome(knowledge: Knowledge, facts: Facts) -> tuple[Advice, Evaluation]:
    """What some answers come to."""
    evaluation = evaluate(knowledge, facts.answers)
    return advice_of(knowledge, facts, evaluation), evaluation


@dataclass
class _Check:
    knowledge: Knowledge
    document: Document

    def problems(self, lessons: tuple[Lesson, ...]) -> Iterator[Problem]:
        seen: set[str] = set()
        for number, lesson in enumerate(lessons):
            at: Location = ("lessons", number)
            if lesson.id in seen:
                yield self.document.problem((*at, "id"), said("check.twice", name=lesson.id))
            seen.add(lesson.id)
            yield from self._lesson(lesson, at)

    def _lesson(self, lesson: Lesson, at: Location) -> Iterator[Problem]:
        names = list(self._names(lesson, at))
        yield from names
        if not names:
            yield from self._expect(lesson, False, lesson.expect, (*at, "expect"))
            if lesson.twist:
                yield from self._expect(lesson, True, lesson.twist.expect, (*at, "twist", "expect"))

    def _names(self, lesson: Lesson, at: Location) -> Iterator[Problem]:
        yield from self._answers(lesson.answers, (*at, "answers"))
        yield from self._expected_names(lesson.expect, (*at, "expect"))
        if lesson.twist:
            yield from self._answers(lesson.twist.set, (*at, "twist", "set"))
            yield from self._expected_names(lesson.twist.expect, (*at, "twist", "expect"))

    def _answers(self, answers: Mapping[str, str], at: Location) -> Iterator[Problem]:
        asked = self.knowledge.vocabulary.asked
        for name, text in answers.items():
            yield from self._unknown((*at, name), "check.asked", name, asked)
            parsed = parse_answer(asked[name], text) if name in asked else None
            if isinstance(parsed, Said):
                yield self.document.problem((*at, name), parsed)

    def _expected_names(self, expect: Expect, at: Location) -> Iterator[Problem]:
        steps, rules = self.knowledge.steps, [rule.id for rule in self.knowledge.rules]
        if expect.top:
            yield from self._unknown((*at, "top"), "check.step", expect.top, steps)
        for index, step in enumerate(expect.order):
            yield from self._unknown((*at, "order", index), "check.step", step, steps)
        for part in ("fires", "rejected", "undecided"):
            for index, rule in enumerate(getattr(expect, part)):
                yield from self._unknown((*at, part, index), "check.rule", rule, rules)

    def _unknown(
        self, at: Location, key: str, name: str, known: Iterable[str]
    ) -> Iterator[Problem]:
        known = tuple(known)
        if name not in known:
            yield self.document.problem(at, said(key, name=name), did_you_mean(name, known))

    def _expect(
        self, lesson: Lesson, twisted: bool, expect: Expect, at: Location
    ) -> Iterator[Problem]:
        advice, evaluation = outcome(self.knowledge, facts_for(self.knowledge, lesson, twisted))
        for field, message in differences(expect, advice, evaluation):
            place = (*at, field) if field in expect.model_fields_set else at
            yield self.document.problem(place, message)
