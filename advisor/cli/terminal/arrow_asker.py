"""Asks with arrow keys, by questionary."""

from collections.abc import Callable
from typing import Any

from advisor.cli.terminal.asker import EndOfInputError, shown_option, wrapped
from advisor.cli.terminal.replies import Answered, Command, Reply, options, understand
from advisor.common.language import Language, Said
from advisor.common.messages import put, word
from advisor.knowledge.vocabulary import Term

SPARE = 2
NUMBER_SPARE = 6


class ArrowAsker:
    """A list to choose from for each question; a number is typed."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def show(self, text: str = "") -> None:
        """Print one paragraph."""
        print(wrapped(text))

    def ask(self, term: Term, question: str, current: Answered | None) -> Reply:
        """A list to choose from, the commands below the answers; a number is typed."""
        import questionary

        if term.type == "number":
            return self._number(term, question, current)
        answers = [
            questionary.Choice(shown_option(term, value, self.language), value=Answered(value))
            for value in options(term)
        ]
        chosen = answers[options(term).index(current.value)] if current else None
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

    def _number(self, term: Term, question: str, current: Answered | None) -> Reply:
        import questionary

        hint = word("consult.line-number", self.language, min=term.min, max=term.max)

        def check(text: str) -> bool | str:
            reply = understand(term, text, self.language)
            return put(reply, self.language) if isinstance(reply, Said) else True

        prompt = wrapped(f"{question}\n  {hint}", NUMBER_SPARE)
        default = "" if not current else "?" if current.value is None else str(current.value)
        text = questionary.text(prompt, default, qmark="", validate=check).unsafe_ask
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
