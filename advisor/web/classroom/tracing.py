"""One place in the engine's run, as a page shows it, and the places that can be gone to from it."""

from dataclasses import dataclass

from advisor.common.language import Language
from advisor.explanation.trace.replay import Replay, State
from advisor.explanation.trace.stepper import Stepper
from advisor.explanation.trace.wording import Teller
from advisor.knowledge.rule import Outcome


@dataclass(frozen=True)
class Element:
    """An element of working memory; `new`: the last firing added it, `finding`: a rule did."""

    term: str
    sentence: str
    new: bool
    finding: bool


@dataclass(frozen=True)
class Place:
    """The engine after `state.index` firings. `breaks` are the terms at whose arrival to stop."""

    teller: Teller
    state: State
    breaks: frozenset[str]

    @classmethod
    def at(cls, replay: Replay, language: Language, index: int, breaks: frozenset[str]) -> "Place":
        """The place after so many firings, at most after the last one."""
        index = min(index, len(replay.states) - 1)
        return cls(Teller(replay, language), replay.states[index], breaks)

    @property
    def last(self) -> int:
        """The number of the last firing."""
        return len(self.teller.replay.states) - 1

    @property
    def back(self) -> int | None:
        """Where one step back leads."""
        return self.state.index - 1 if self.state.index else None

    @property
    def next(self) -> int | None:
        """Where one step on leads."""
        return self.state.index + 1 if self.state.index < self.last else None

    @property
    def stop(self) -> int:
        """Where running on leads: to the next break, else to the end."""
        stepper = Stepper(self.teller.replay, self.state.index, set(self.breaks))
        return stepper.run().index

    @property
    def firing_rules(self) -> tuple[tuple[str, int], ...]:
        """Every rule that fires in this run, and the place where it just has."""
        firings = enumerate(self.teller.replay.firings, start=1)
        return tuple((f.name, index) for index, f in firings if f.kind == "rule")

    @property
    def memory(self) -> tuple[Element, ...]:
        """Working memory, the latest first."""
        knowledge = self.teller.knowledge
        new = dict(self.state.last.added) if self.state.last else {}
        elements = (
            Element(
                term,
                knowledge.term(term).sentence(value).to(self.teller.language),
                term in new,
                term not in knowledge.vocabulary.asked,
            )
            for term, value in self.state.memory
        )
        return tuple(elements)[::-1]

    @property
    def arriving(self) -> tuple[str, ...]:
        """The terms that arrive in working memory during this run, which can be stopped at."""
        firings = self.teller.replay.firings
        return tuple(dict.fromkeys(term for f in firings for term, _ in f.added))

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many rules have come to each outcome so far."""
        outcomes = [outcome for _, outcome in self.state.outcomes]
        return {outcome: outcomes.count(outcome) for outcome in Outcome}

    def never(self, rule: str) -> tuple[str, ...]:
        """Why a rule never fires in this run: its outcome, and how its conditions stand at the
        end; nothing when it does fire.
        """
        replay = self.teller.replay
        if rule in dict(self.firing_rules):
            return ()
        outcome = replay.run.outcomes.get(rule)
        known = self.teller.knowledge.rule[rule]
        said = self.teller.say(f"outcome.{outcome.value}") if outcome else known.status
        line = self.teller.say("tracing.never-fires", rule=rule, outcome=said)
        return (line, *self.teller.matches(known, replay.states[-1]))
