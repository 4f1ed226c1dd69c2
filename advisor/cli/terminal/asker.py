"""Puts one question and gets one reply; two ways of doing it behind one interface."""

import shutil
import textwrap
from typing import Protocol

from advisor.cli.terminal.replies import Answered, Reply
from advisor.common.language import Language
from advisor.common.messages import word
from advisor.knowledge.phrase import Value
from advisor.knowledge.vocabulary import Term


class EndOfInputError(Exception):
    """The input ended, or the person pressed Ctrl-C, before all was answered."""


class Asker(Protocol):
    """Shows text and gets replies."""

    def show(self, text: str = "") -> None:
        """Print one paragraph."""

    def ask(self, term: Term, question: str, current: Answered | None) -> Reply:
        """Put a question until the reply is understood; Enter alone keeps the current answer, if
        there is one. Raises EndOfInputError.
        """

    def pick(self, question: str, choices: list[str], done: str) -> int | None:
        """Let one of several lines be picked; None for `done`. Raises EndOfInputError."""


def shown_option(term: Term, value: Value | None, language: Language) -> str:
    """An option as a person reads it."""
    if value is None:
        return word("consult.not-known", language)
    return term.shown(value).to(language)


def wrapped(text: str, spare: int = 0) -> str:
    """Text broken between words at the terminal's width, each line indented like its first.

    `spare` columns are left free at the end of each line.
    """
    width = max(min(shutil.get_terminal_size((100, 24)).columns, 100) - spare, 20)
    lines = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        lines += textwrap.wrap(line, width, subsequent_indent=indent) or [""]
    return "\n".join(lines)
