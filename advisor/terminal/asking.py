"""Puts one question and gets one reply; two ways of doing it behind one interface."""

import shutil
import textwrap
from collections.abc import Callable
from typing import Any, Protocol, TextIO

from advisor.language import Language, Said
from advisor.phrase import Value
from advisor.terminal.replies import WORDS, Answered, Command, Reply, options, understand
from advisor.vocabulary import Term
from advisor.words import put, word

SPARE = 2
NUMBER_SPARE = 6


class EndOfInputError(Exception):
    """The input ended, or the person pressed Ctrl-C, before all was answered."""


class Asker(Protocol):
    """Shows text and gets replies."""

    def show(self, text: str = "") -> None:
        """Print one paragraph."""

    def ask(self, term: Term, question: str, current: Value | None) -> Reply:
        """Put a question until the reply is understood. Raises EndOfInputError."""

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


class LineAsker:
    """Plain lines: works through a pipe, on any terminal, and with a screen reader."""

    def __init__(self, source: TextIO, target: TextIO, language: Language) -> None:
        self.source, self.target, self.language = source, target, language

    def show(self, text: str = "") -> None:
        """Print one paragraph."""
        self.target.write(f"{wrapped(text) if self.target.isatty() else text}\n")
        self.target.flush()

    def ask(self, term: Term, question: str, current: Value | None) -> Reply:
        """Print question and options, then read lines until one is understood."""
        self.show(question)
        for number, value in enumerate(options(term), start=1):
            self.show(f"  {number}. {shown_option(term, value, self.language)}")
        key = "consult.line-number" if term.type == "number" else "consult.line"
        while True:
            line = self._line(word(key, self.language, min=term.min, max=term.max))
            reply = understand(term, line, self.language)
            if not isinstance(reply, Said):
                return reply
            if term.type == "number":
                self.show(put(reply, self.language))
            else:
                self.show(word("consult.not-understood", self.language, given=line.strip()[:40]))

    def pick(self, question: str, choices: list[str], done: str) -> int | None:
        """Numbered lines; an empty line means `done`."""
        self.show(question)
        for number, choice in enumerate(choices, start=1):
            self.show(f"  {number}. {choice}")
        while True:
            line = self._line(word("consult.pick-line", self.language, done=done)).strip()
            if not line:
                return None
            if line.isdecimal() and 1 <= int(line) <= len(choices):
                return int(line) - 1
            if WORDS[self.language].get(line.lower()) is Command.STOP:
                raise EndOfInputError
            self.show(word("consult.not-understood", self.language, given=line[:40]))

    def _line(self, prompt: str) -> str:
        self.target.write(prompt)
        self.target.flush()
        try:
            line = self.source.readline()
        except (KeyboardInterrupt, UnicodeDecodeError) as error:
            raise EndOfInputError from error
        if not line:
            raise EndOfInputError
        if not self.source.isatty():
            self.target.write("\n")
        return line


class ArrowAsker:
    """Arrow keys, by questionary."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def show(self, text: str = "") -> None:
        """Print one paragraph."""
        print(wrapped(text))

    def ask(self, term: Term, question: str, current: Value | None) -> Reply:
        """A list to choose from, the commands below the answers; a number is typed."""
        import questionary

        if term.type == "number":
            return self._number(term, question)
        answers = [
            questionary.Choice(shown_option(term, value, self.language), value=Answered(value))
            for value in options(term)
        ]
        chosen = answers[options(term).index(current)] if current is not None else None
        choices = [*answers, questionary.Separator(), *self._commands()]
        reply: Reply = self._select(question, choices, chosen)
        return reply

    def pick(self, question: str, choices: list[str], done: str) -> int | None:
        """A list to choose from, `done` first."""
        import questionary

        lines = [questionary.Choice(choice, value=index) for index, choice in enumerate(choices)]
        first = questionary.Choice(done, value=-1)
        index: int = self._select(question, [first, questionary.Separator(), *lines], None)
        return None if index < 0 else index

    def _number(self, term: Term, question: str) -> Reply:
        import questionary

        hint = word("consult.line-number", self.language, min=term.min, max=term.max)

        def check(text: str) -> bool | str:
            reply = understand(term, text, self.language)
            return put(reply, self.language) if isinstance(reply, Said) else True

        prompt = wrapped(f"{question}\n  {hint}", NUMBER_SPARE)
        text = questionary.text(prompt, qmark="", validate=check).unsafe_ask
        reply = understand(term, self._guarded(text), self.language)
        assert not isinstance(reply, Said)
        return reply

    def _commands(self) -> list[Any]:
        import questionary

        return [
            questionary.Choice(
                word(f"consult.command-{command.value}", self.language), value=command
            )
            for command in Command
        ]

    def _select(self, question: str, choices: list[Any], default: Any) -> Any:
        import questionary

        hint = word("consult.arrows", self.language)
        # prompt_toolkit cuts a long line of a prompt that has more than one line.
        prompt = questionary.select(
            wrapped(question, SPARE),
            choices=choices,
            default=default,
            qmark="",
            instruction=f"\n  {hint}",
        )
        return self._guarded(prompt.unsafe_ask)

    @staticmethod
    def _guarded(ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except (KeyboardInterrupt, EOFError) as error:
            raise EndOfInputError from error
