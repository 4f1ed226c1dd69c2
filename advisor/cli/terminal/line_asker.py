"""Asks with plain lines: through a pipe, on any terminal, and with a screen reader."""

from typing import TextIO

from advisor.cli.terminal.asker import EndOfInputError, shown_option, wrapped
from advisor.cli.terminal.replies import WORDS, Answered, Command, Reply, options, understand
from advisor.common.language import Language, Said, shortened
from advisor.common.messages import put, word
from advisor.knowledge.vocabulary import Term


class LineAsker:
    """Prints a question, reads lines until one is understood."""

    def __init__(self, source: TextIO, target: TextIO, language: Language) -> None:
        self.source, self.target, self.language = source, target, language

    def show(self, text: str = "") -> None:
        """Print one paragraph."""
        self.target.write(f"{wrapped(text) if self.target.isatty() else text}\n")
        self.target.flush()

    def ask(self, term: Term, question: str, current: Answered | None) -> Reply:
        """Print question and options, then read lines until one is understood."""
        self.show(question)
        for number, value in enumerate(options(term), start=1):
            self.show(f"  {number}. {shown_option(term, value, self.language)}")
        if current:
            shown = shown_option(term, current.value, self.language)
            self.show(word("consult.current", self.language, value=shown))
        key = "consult.line-number" if term.type == "number" else "consult.line"
        while True:
            line = self.line(word(key, self.language, min=term.min, max=term.max))
            if current and not line.strip():
                return current
            reply = understand(term, line, self.language)
            if isinstance(reply, Answered):
                self.show(f"  = {shown_option(term, reply.value, self.language)}")
            if not isinstance(reply, Said):
                return reply
            self.show(put(reply, self.language))

    def pick(self, question: str, choices: list[str], done: str) -> int | None:
        """Numbered lines; an empty line means `done`."""
        self.show(question)
        for number, choice in enumerate(choices, start=1):
            self.show(f"  {number}. {choice}")
        while True:
            line = self.line(word("consult.pick-line", self.language, done=done)).strip()
            if not line:
                return None
            if line.isdecimal() and 1 <= int(line) <= len(choices):
                return int(line) - 1
            if WORDS[self.language].get(line.lower()) is Command.STOP:
                raise EndOfInputError
            self.show(word("consult.not-understood", self.language, given=shortened(line)))

    def line(self, prompt: str) -> str:
        """One line as it was typed. Raises EndOfInputError."""
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
