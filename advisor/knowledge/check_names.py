"""Checks of names: each once, and none that means something else."""

from collections.abc import Iterable, Iterator
from typing import Any

from advisor.common.errors import Problem
from advisor.common.language import Said, said
from advisor.knowledge.read_base import Base, Filed
from advisor.knowledge.spelling import called, is_unknown, plain, words
from advisor.knowledge.vocabulary import RESERVED_CHOICES, RESERVED_TERMS
from advisor.knowledge.yaml_reader import Location

Places = Iterable[tuple[Location, str]]


def check_names(base: Base) -> Iterator[Problem]:
    """Every name that is given twice or cannot be given at all."""
    yield from _duplicates(base)
    yield from _reserved(base)


def check_spellings(base: Base) -> Iterator[Problem]:
    """Every word that would mean two things as an answer, or nothing."""
    filed = base.vocabulary
    for index, term in enumerate(filed.model.terms):
        at = ("terms", index)
        first = {plain(choice.value): choice.value for choice in term.choices}
        for number, choice in enumerate(term.choices):
            for place, text in called(choice).items():
                here = (*at, "choices", number, *place)
                if is_unknown(text):
                    yield filed.document.problem(here, said("check.spelling-unknown", text=text))
                elif (other := first.setdefault(plain(text), choice.value)) != choice.value:
                    message = said("check.spelling-twice", text=text, other=other)
                    yield filed.document.problem(here, message)
        for number, text in enumerate(term.ambiguous):
            free = term.type == "yes-no" and isinstance(term.parse(plain(text)), Said)
            if not free or plain(text) not in words().answers:
                message = said("check.ambiguous", text=text)
                yield filed.document.problem((*at, "ambiguous", number), message)


def _duplicates(base: Base) -> Iterator[Problem]:
    vocabulary, steps = base.vocabulary, base.steps
    for part in ("topics", "actors"):
        yield from _twice(vocabulary, _named(vocabulary, part))
    yield from _twice(vocabulary, [*_named(vocabulary, "terms"), *_named(vocabulary, "derived")])
    for part in ("terms", "derived"):
        for index, term in enumerate(getattr(vocabulary.model, part)):
            at = (part, index, "choices")
            yield from _twice(vocabulary, _numbered(at, (item.value for item in term.choices)))
    for part in ("wordings", "alternatives"):
        yield from _twice(steps, _named(steps, part))
    yield from _twice(steps, _numbered(("steps",), base.step_ids))
    yield from _twice(base.sources, _numbered(("statements",), base.locators))
    asked = (question.term for question in base.questions.model.questions)
    yield from _twice(base.questions, _numbered(("questions",), asked))
    first: dict[str, str] = {}
    for filed in base.rules:
        if (other := first.setdefault(filed.model.id, filed.document.path)) != filed.document.path:
            message = said("check.rule-twice", id=filed.model.id, other=other)
            yield filed.document.problem(("id",), message)


def _reserved(base: Base) -> Iterator[Problem]:
    filed = base.vocabulary
    for part in ("terms", "derived"):
        for index, term in enumerate(getattr(filed.model, part)):
            if term.name in RESERVED_TERMS:
                message = said("check.reserved-term", name=term.name)
                yield filed.document.problem((part, index, "name"), message)
            for number, choice in enumerate(term.choices):
                if choice.value in RESERVED_CHOICES:
                    message = said("check.reserved-choice", name=choice.value)
                    yield filed.document.problem((part, index, "choices", number), message)


def _twice(filed: Filed[Any], places: Places) -> Iterator[Problem]:
    """A problem at each place that gives a name which an earlier one has."""
    seen: set[str] = set()
    for at, name in places:
        if name in seen:
            yield filed.document.problem(at, said("check.twice", name=name))
        seen.add(name)


def _named(filed: Filed[Any], part: str) -> Places:
    return _numbered((part,), (item.name for item in getattr(filed.model, part)))


def _numbered(at: Location, names: Iterable[str]) -> Places:
    return (((*at, index), name) for index, name in enumerate(names))
