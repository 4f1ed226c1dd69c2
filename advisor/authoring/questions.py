"""Puts one question of a form until the reply can be used."""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import Language, Said, said
from advisor.common.messages import describe, put, word

T = TypeVar("T")
LIST = "?"
NOTHING = ""
"""Where the problem is when an empty line was typed."""


class Desk(Protocol):
    """Shows a paragraph and reads a line."""

    def show(self, text: str = "") -> None:
        """Print one paragraph."""

    def line(self, prompt: str) -> str:
        """One line as it was typed. Raises EndOfInputError."""


class Form:
    """Questions in one language at one desk."""

    def __init__(self, desk: Desk, language: Language) -> None:
        self.desk, self.language = desk, language

    def say(self, key: str, **parameters: object) -> None:
        """Show one of the program's messages."""
        self.desk.show(word(key, self.language, **parameters))

    def complain(self, error: AdvisorError) -> None:
        """Show each problem."""
        for problem in error.problems:
            if problem.where == NOTHING:
                self.desk.show(put(problem.message, self.language))
            else:
                self.desk.show(describe(problem, self.language))

    def until(self, prompt: Said, understand: Callable[[str], T]) -> T:
        """Ask until `understand` raises no AdvisorError, showing what was wrong each time."""
        while True:
            line = self.desk.line(put(prompt, self.language))
            try:
                return understand(" ".join(line.split()))
            except AdvisorError as error:
                self.complain(error)

    def text(self, prompt: Said) -> str:
        """Any words, but not none."""
        return self.until(prompt, self.words)

    def choose(self, prompt: Said, known: Mapping[str, str], wrong: str, default: str = "") -> str:
        """One of the known names, or for an empty line `default`."""
        return self.until(prompt, lambda line: self.pick(self.words(line or default), known, wrong))

    def optional(self, prompt: Said, known: Mapping[str, str], wrong: str) -> str | None:
        """One of the known names, or None for an empty line."""
        return self.until(prompt, lambda line: self.pick(line, known, wrong) if line else None)

    def pick(self, line: str, known: Mapping[str, str], wrong: str) -> str:
        """The known name that was typed; `?` lists them all, with what each stands for.

        `wrong` is the key of what is said of other names. Raises AdvisorError, for a list too.
        """
        if line == LIST:
            self.listed(known)
            raise AdvisorError([])
        return named(line, known, wrong)

    def listed(self, known: Mapping[str, str]) -> None:
        """Show every name and what it stands for."""
        for name, meaning in known.items():
            self.desk.show(f"  {name}: {meaning}" if meaning else f"  {name}")

    def words(self, line: str) -> str:
        """The line, unless it is empty. Raises AdvisorError."""
        if not line:
            raise AdvisorError([Problem(NOTHING, None, said("new.empty"))])
        return line


def named(name: str, known: Mapping[str, str], wrong: str) -> str:
    """The name, if it is known. Raises AdvisorError with the nearest one."""
    if name in known:
        return name
    hint = did_you_mean(name, known) or said("new.list-hint")
    raise AdvisorError([Problem(name, None, said(wrong, name=name), hint)])
