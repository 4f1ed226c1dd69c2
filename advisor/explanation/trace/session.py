"""The commands of the interactive trace: a line in, lines out."""

from collections.abc import Callable, Iterable

from advisor.common.errors import AdvisorError, did_you_mean
from advisor.common.language import LANGUAGES, Language, shortened
from advisor.common.messages import describe, put, word
from advisor.explanation.trace.replay import Replay
from advisor.explanation.trace.stepper import Stepper
from advisor.explanation.trace.wording import Teller
from advisor.presentation.rule import find_rule

COMMANDS = ("next", "back", "run", "break", "memory", "agenda", "why", "help", "quit")
SHORT_AGENDA = 6


class Session:
    """One person stepping through one replay. `done` turns True when the person has had enough."""

    def __init__(self, replay: Replay, language: Language) -> None:
        self.stepper = Stepper(replay)
        self.teller = Teller(replay, language)
        self.language = language
        self.done = False
        self.words = {
            spelling: command
            for command in COMMANDS
            for other in LANGUAGES
            for spelling in word(f"tracing.words-{command}", other).split()
            # A single letter may mean something else in the other language.
            if other == language or len(spelling) > 1
        }

    def welcome(self) -> list[str]:
        """What to know before the first command."""
        return [*self._shown(), "", self._say("tracing.hint")]

    def handle(self, line: str) -> list[str]:
        """Carry out one typed command; an empty line means one step on."""
        name, _, argument = " ".join(line.split()).partition(" ")
        command = self.words.get(name.lower()) if name else "next"
        if command is None:
            hint = did_you_mean(name.lower(), (w for w in self.words if len(w) > 1))
            lines = [self._say("tracing.not-understood", given=shortened(name))]
            return [*lines, put(hint, self.language)] if hint else lines
        act: Callable[[str], list[str]] = getattr(self, f"_do_{command}")
        return act(argument)

    def _say(self, key: str, **parameters: object) -> str:
        return word(key, self.language, **parameters)

    def _do_next(self, argument: str) -> list[str]:
        if self.stepper.at_end:
            return [self._say("tracing.at-end"), *self.teller.ending()]
        return self._by(argument, self.stepper.next)

    def _do_back(self, argument: str) -> list[str]:
        if self.stepper.position == 0:
            return [self._say("tracing.at-start")]
        return self._by(argument, self.stepper.back)

    def _by(self, argument: str, move: Callable[[int], object]) -> list[str]:
        if argument and not (argument.isascii() and argument.isdigit()):
            return [self._say("tracing.not-number", given=shortened(argument))]
        # However many digits: more firings than so many there never are.
        move(int(argument.lstrip("0")[:9] or 0) if argument else 1)
        return self._shown()

    def _do_run(self, argument: str) -> list[str]:
        if not argument:
            self.stepper.run()
            return self._shown()
        if self.stepper.run_to(argument.lower()):  # a closing
            return self._shown()
        try:
            rule = find_rule(self.teller.knowledge, argument)
        except AdvisorError as error:
            return [describe(problem, self.language) for problem in error.problems]
        if self.stepper.run_to(rule.id):
            return self._shown()
        outcome = self.stepper.replay.run.outcomes.get(rule.id)
        shown = self._say(f"outcome.{outcome.value}" if outcome else f"rules.{rule.status}")
        lines = [self._say("tracing.never-fires", rule=rule.id, outcome=shown)]
        return lines + self._indented(self.teller.matches(rule, self.stepper.replay.states[-1]))

    def _do_break(self, argument: str) -> list[str]:
        terms, breaks = self.teller.knowledge.vocabulary.all, self.stepper.breaks
        if argument and argument not in terms:
            lines = [self._say("tracing.no-term", name=shortened(argument))]
            hint = did_you_mean(argument, terms)
            return [*lines, put(hint, self.language)] if hint else lines
        if argument:
            breaks ^= {argument}
        if not breaks:
            return [self._say("tracing.no-breaks")]
        return [self._say("tracing.breaks"), *self._indented(t for t in terms if t in breaks)]

    def _do_memory(self, argument: str) -> list[str]:
        lines = self.teller.memory(self.stepper.state)
        return [self._say("tracing.memory", count=len(lines)), *self._indented(lines)]

    def _do_agenda(self, argument: str) -> list[str]:
        state = self.stepper.state
        lines = self.teller.agenda(state) or [self._say("tracing.empty")]
        return [self._say("tracing.agenda", count=len(state.agenda)), *self._indented(lines)]

    def _do_why(self, argument: str) -> list[str]:
        if not argument:
            return self._indented(self.teller.because(self.stepper.state)) or [
                self._say("tracing.no-firing")
            ]
        try:
            rule = find_rule(self.teller.knowledge, argument)
        except AdvisorError as error:
            return [describe(problem, self.language) for problem in error.problems]
        matches = self.teller.matches(rule, self.stepper.state)
        return [self.teller.name(rule.id), *self._indented(matches)]

    def _do_help(self, argument: str) -> list[str]:
        rows = []
        for command in COMMANDS:
            words = ", ".join(self._say(f"tracing.words-{command}").split())
            rows.append(f"  {words:<26} {self._say(f'tracing.help-{command}')}")
        return [*rows, self._say("tracing.help-enter")]

    def _do_quit(self, argument: str) -> list[str]:
        self.done = True
        return []

    def _shown(self) -> list[str]:
        """The place reached: what fired, why, what it added, and what comes next."""
        state, teller = self.stepper.state, self.teller
        lines = [teller.heading(state), *self._indented(teller.because(state))]
        if state.last:
            lines += self._part("tracing.added", teller.added(state.last))
            advised = teller.advised(state)
            lines += self._part("tracing.advised", [advised] if advised else [])
        else:
            lines += self._part("tracing.memory", teller.memory(state), count=len(state.memory))
        agenda = teller.agenda(state, SHORT_AGENDA)
        lines += self._part("tracing.agenda", agenda, count=len(state.agenda))
        return lines if state.agenda else [*lines, *teller.ending()]

    def _part(self, key: str, lines: list[str], **parameters: object) -> list[str]:
        return [self._say(key, **parameters), *self._indented(lines)] if lines else []

    @staticmethod
    def _indented(lines: Iterable[str]) -> list[str]:
        return [f"  {line}" for line in lines]
