"""The condition language: `yes`, `at least 1`, `between 2 and 5`, `one of kabupaten, kota`.

A phrase has no nesting and no operator precedence, so that a rule can be read aloud.
"""

import re
from dataclasses import dataclass

Value = bool | int | str
Holds = bool | None
"""Does it hold: True, False, or None when not known."""

YES_NO = {"yes": True, "no": False}
_NUMBER = re.compile(r"(at least|at most|more than|less than) (\d{1,15})", re.ASCII)
_BETWEEN = re.compile(r"between (\d{1,15}) and (\d{1,15})", re.ASCII)
_ONE_OF = re.compile(r"one of (.+)")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A test of one term: either a set of allowed values or an inclusive number range."""

    text: str
    allowed: tuple[Value, ...] = ()
    low: int | None = None
    high: int | None = None

    @property
    def is_range(self) -> bool:
        """Whether the phrase speaks of a number."""
        return self.low is not None or self.high is not None

    @property
    def starts(self) -> tuple[int, ...]:
        """The numbers at which a range begins, or has just ended."""
        after = None if self.high is None else self.high + 1
        return tuple(number for number in (self.low, after) if number is not None)

    def holds(self, value: Value | None) -> Holds:
        """Three-valued: an unknown value (None) leaves the phrase undecided."""
        if value is None:
            return None
        if not self.is_range:
            return value in self.allowed
        assert isinstance(value, int)
        above = self.low is None or value >= self.low
        return above and (self.high is None or value <= self.high)


def parse_phrase(text: str) -> Phrase:
    """Read a phrase. Anything that is no number phrase is a choice, `yes` or `no`."""
    if match := _NUMBER.fullmatch(text):
        return _range(text, match[1], int(match[2]))
    if (match := _BETWEEN.fullmatch(text)) and int(match[1]) <= int(match[2]):
        return Phrase(text, low=int(match[1]), high=int(match[2]))
    if match := _ONE_OF.fullmatch(text):
        return Phrase(text, tuple(part.strip() for part in match[1].split(",")))
    return Phrase(text, (YES_NO.get(text, text),))


def _range(text: str, comparison: str, number: int) -> Phrase:
    match comparison:
        case "at least":
            return Phrase(text, low=number)
        case "more than":
            return Phrase(text, low=number + 1)
        case "at most":
            return Phrase(text, high=number)
        case _:
            return Phrase(text, high=number - 1)
