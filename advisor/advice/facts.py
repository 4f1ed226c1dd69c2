"""Facts files: what is known about one PD, read strictly, every problem at once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from advisor.common.errors import MAX_PROBLEMS, AdvisorError, Problem, did_you_mean
from advisor.common.language import Said, said, shortened
from advisor.knowledge.phrase import Value
from advisor.knowledge.spelling import parse_answer
from advisor.knowledge.vocabulary import UNKNOWN, Term, Vocabulary, written
from advisor.knowledge.yaml_reader import Data, Document, Location, parse, read

LONGEST_NAME = 200
Understanding = Callable[[Term, str], Value | Said | None]
"""How an answer is read: its value, None for not known, or what is wrong with it."""


@dataclass(frozen=True)
class Facts:
    """The known answers about a PD, by asked term in vocabulary order, and its name if given.

    `not_known` keeps the terms answered `unknown` in so many words: to the rules they are the
    same as absent ones, but a resumed questionnaire does not ask them again.
    """

    answers: dict[str, Value]
    name: str | None = None
    not_known: tuple[str, ...] = ()

    def changed(self, answers: Mapping[str, Value | None]) -> "Facts":
        """These facts with some answers replaced; None makes an answer unknown."""
        return facts_from({**self.answers, **dict.fromkeys(self.not_known), **answers}, self.name)

    def document(self) -> dict[str, object]:
        """The content of a facts file that reads back as these facts."""
        head: dict[str, object] = {"pd": {"name": self.name}} if self.name else {}
        unknown = dict.fromkeys(self.not_known, UNKNOWN)
        known = {term: written(value) for term, value in self.answers.items()}
        return {**head, "answers": {**known, **unknown}}


def one_line(text: str) -> str:
    """Free text as one line without control characters, which a terminal would obey."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def facts_from(answers: Mapping[str, Value | None], name: str | None = None) -> Facts:
    """Facts from answers of which None is "not known"."""
    known = {term: value for term, value in answers.items() if value is not None}
    return Facts(known, name, tuple(term for term, value in answers.items() if value is None))


def read_facts(vocabulary: Vocabulary, path: Path) -> Facts:
    """Facts from a YAML or JSON file. Raises AdvisorError with every problem."""
    return facts_of(vocabulary, read(path))


def fitting_facts(vocabulary: Vocabulary, path: Path) -> tuple[Facts, tuple[Problem, ...]]:
    """The answers of a file that fit this vocabulary, and what is wrong with those that do not.

    A file of an earlier edition may answer questions that are gone. Raises AdvisorError when the
    file is no facts file.
    """
    reading = _Reading(vocabulary, read(path), strict=False)
    facts = reading.facts()
    if reading.problems:
        raise AdvisorError(reading.problems)
    return facts, tuple(reading.misfits.values())


def parse_facts(vocabulary: Vocabulary, content: bytes, name: str) -> Facts:
    """Facts from YAML or JSON bytes; `name` is how messages call their origin."""
    return facts_of(vocabulary, parse(content, name))


def facts_of(
    vocabulary: Vocabulary, document: Document, understand: Understanding = parse_answer
) -> Facts:
    """Facts from a document. Raises AdvisorError with every problem."""
    reading = _Reading(vocabulary, document, understand)
    facts = reading.facts()
    if reading.problems:
        raise AdvisorError(reading.problems)
    return facts


def parse_change(vocabulary: Vocabulary, text: str) -> tuple[str, Value | None]:
    """A `term=value` change; the value None means unknown. Raises AdvisorError."""
    name, equals, value = (part.strip() for part in text.partition("="))
    where = shortened(text)
    if not equals:
        raise AdvisorError([Problem(where, None, said("facts.change"))])
    if name not in vocabulary.asked:
        hint = did_you_mean(name, vocabulary.asked)
        raise AdvisorError([Problem(where, None, said("facts.term", name=shortened(name)), hint)])
    parsed = parse_answer(vocabulary.asked[name], value)
    if isinstance(parsed, Said):
        raise AdvisorError([Problem(where, None, parsed)])
    return name, parsed


def parse_changes(vocabulary: Vocabulary, texts: Iterable[str]) -> dict[str, Value | None]:
    """Changes written as `term=value`, each term once. Raises AdvisorError with every problem."""
    changes: dict[str, Value | None] = {}
    problems: list[Problem] = []
    for text in texts:
        try:
            name, value = parse_change(vocabulary, text)
        except AdvisorError as error:
            problems += error.problems
            continue
        if name in changes:
            message = said("facts.change-twice", name=name)
            problems.append(Problem(shortened(text), None, message))
        changes[name] = value
    if problems:
        raise AdvisorError(problems)
    return changes


@dataclass
class _Reading:
    vocabulary: Vocabulary
    document: Document
    understand: Understanding = parse_answer
    strict: bool = True
    problems: list[Problem] = field(default_factory=list)
    misfits: dict[str, Problem] = field(default_factory=dict)

    def facts(self) -> Facts:
        data = self.mapping(self.document.data, (), "facts.mapping")
        for key in (key for key in data if key not in ("pd", "answers")):
            hint = did_you_mean(key, ("pd", "answers"))
            self.refuse((key,), said("facts.key", name=shortened(key)), hint)
        if "answers" not in data:
            self.refuse((), said("facts.no-answers"))
        given = self.mapping(data.get("answers", {}), ("answers",), "facts.answers")
        parsed = {name: self.answer(name, value) for name, value in given.items()}
        fitting = parsed.keys() - self.misfits.keys()
        ordered = {term: parsed[term] for term in self.vocabulary.asked if term in fitting}
        return facts_from(ordered, self.name(data))

    def mapping(self, data: Data, at: Location, key: str) -> dict[str, Data]:
        if isinstance(data, dict):
            return data
        self.refuse(at, said(key))
        return {}

    def name(self, data: dict[str, Data]) -> str | None:
        head = self.mapping(data.get("pd", {}), ("pd",), "facts.pd")
        for key in (key for key in head if key != "name"):
            self.refuse(("pd", key), said("facts.key", name=f"pd.{shortened(key)}"))
        name = head.get("name", "")
        if not isinstance(name, str) or len(name) > LONGEST_NAME:
            self.refuse(("pd", "name"), said("facts.name"))
            return None
        return one_line(name) or None

    def answer(self, name: str, value: Data) -> Value | None:
        at = ("answers", name)
        term = self.vocabulary.asked.get(name)
        if term is None:
            hint = did_you_mean(name, self.vocabulary.asked)
            self.refuse(at, said("facts.term", name=shortened(name)), hint)
            return None
        parsed = self.understand(term, value) if isinstance(value, str) else said("facts.scalar")
        if isinstance(parsed, Said):
            self.refuse(at, parsed)
            return None
        return parsed

    def refuse(self, at: Location, message: Said, hint: Said | None = None) -> None:
        answer = at[:1] == ("answers",) and len(at) > 1
        problem = self.document.problem(at, message, hint)
        if answer and not self.strict:
            self.misfits[str(at[1])] = problem
            return
        self.problems.append(problem)
        if len(self.problems) >= MAX_PROBLEMS:
            raise AdvisorError(self.problems)
