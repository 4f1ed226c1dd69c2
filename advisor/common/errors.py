"""What can go wrong, said so that the reader knows where, what, and what to do next."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from advisor.common.language import Said, said

MAX_PROBLEMS = 100
"""Nobody reads more problems of one input; whoever collects them may stop here."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in an input.

    `where` is a file path or field name, `line` counts from 1 (None where there is no line),
    `message` says what is wrong and `hint`, if any, what to do next.
    """

    where: str
    line: int | None
    message: Said
    hint: Said | None = None

    @property
    def place(self) -> str:
        """`file:line`, the form that editors and terminals turn into a link."""
        return self.where if self.line is None else f"{self.where}:{self.line}"


class AdvisorError(Exception):
    """Bad input or bad knowledge: carries every problem found, in a fixed order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.place}: {p.message.key}" for p in self.problems))


def refuse(
    where: object, key: str, /, line: int | None = None, **parameters: object
) -> AdvisorError:
    """The error of an input that cannot be used at all: one problem, named by its message's key."""
    return AdvisorError([Problem(str(where), line, said(key, **parameters))])


class DisagreementError(Exception):
    """Two ways to the same result differ: our own fault, never the user's; no result is given."""


def did_you_mean(name: str, known: Iterable[str], nearness: float = 0.6) -> Said | None:
    """A hint that names the nearest known name, or None when nothing is near (1: the same)."""
    near = get_close_matches(name, sorted(known), n=1, cutoff=nearness)
    return said("hint.did-you-mean", name=near[0]) if near else None
