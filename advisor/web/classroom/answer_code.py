"""A board's facts in a few characters, for the links of which a page has hundreds.

Each asked term is a digit of one number, with as many digits to choose from as the term has values
and two more; the number is written in hexadecimal, behind a mark of the vocabulary. A short address
leads to the readable one: only that is shown, shared and kept.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from advisor.knowledge.phrase import Value
from advisor.knowledge.vocabulary import Term, Vocabulary

Answers = Mapping[str, Value | None]
NOT_GIVEN, UNKNOWN = 0, 1
"""The first two digits of every term; those of its values follow."""

FORM = re.compile(r"([0-9a-f]{8})-([0-9a-f]{1,2000})-([0-9a-f]{1,2000})")


@dataclass(frozen=True)
class Shorthand:
    """Writes and reads a board's answers under one vocabulary."""

    vocabulary: Vocabulary

    @cached_property
    def mark(self) -> str:
        """Tells apart the vocabularies under which the same digits mean other answers."""
        terms = [(t.name, t.type, _first(t), [c.value for c in t.choices]) for t in self._terms]
        return sha256(repr([*terms, list(map(_radix, self._terms))]).encode()).hexdigest()[:8]

    def written(self, facts: Answers, was: Answers) -> str:
        """The facts, and what was before the last change, None where nothing was known."""
        return f"{self.mark}-{self._number(facts):x}-{self._number(was):x}"

    def read(self, text: str) -> tuple[Answers, Answers] | None:
        """Both again; None for the text of another vocabulary, or for none at all."""
        found = FORM.fullmatch(text)
        if found is None or found[1] != self.mark:
            return None
        try:
            return dict(self._answers(int(found[2], 16))), dict(self._answers(int(found[3], 16)))
        except ValueError:
            return None

    @property
    def _terms(self) -> tuple[Term, ...]:
        return self.vocabulary.terms

    def _number(self, answers: Answers) -> int:
        number = 0
        for term in self._terms:
            number = number * _radix(term) + _digit(term, answers)
        return number

    def _answers(self, number: int) -> Iterator[tuple[str, Value | None]]:
        """Raises ValueError for a number that no answers have."""
        digits = []
        for term in reversed(self._terms):
            number, digit = divmod(number, _radix(term))
            digits.append(digit)
        if number:
            raise ValueError(number)
        for term, digit in zip(self._terms, reversed(digits), strict=True):
            if digit != NOT_GIVEN:
                yield term.name, None if digit == UNKNOWN else _value(term, digit - 2)


def _first(term: Term) -> int:
    return term.min if term.type == "number" else 0


def _radix(term: Term) -> int:
    count = term.max - term.min + 1 if term.type == "number" else len(term.values)
    return count + 2


def _digit(term: Term, answers: Answers) -> int:
    if term.name not in answers:
        return NOT_GIVEN
    match answers[term.name]:
        case None:
            return UNKNOWN
        case int(value) if term.type == "number":
            return value - term.min + 2
        case value:
            return term.values.index(value) + 2


def _value(term: Term, place: int) -> Value:
    return term.min + place if term.type == "number" else term.values[place]
