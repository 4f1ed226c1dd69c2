"""The smallest change as a person asks for it: named, verified, and with what else it does."""

from dataclasses import dataclass
from typing import Any

from advisor.explanation.difference import Difference
from advisor.explanation.names import Target, find_target
from advisor.explanation.situation import Situation
from advisor.explanation.smallest import Assignment, Goal, Search
from advisor.facts import Facts
from advisor.knowledge import Knowledge
from advisor.rule import Outcome

SCHEMA = "smallest-change/1"
CAP = 10


@dataclass(frozen=True)
class ChangeSet:
    """Answers to give or change, by asked term, and the difference that makes.

    `settled` is False when the target only ceases to be certain: it goes because it has become
    undecided, and another answer may bring it back.
    """

    changes: Assignment
    difference: Difference
    settled: bool

    def as_json(self) -> dict[str, Any]:
        """`{"changes", "settled", "gone", "new", "moved"}`."""
        move = self.difference.movement
        return {
            "changes": dict(self.changes),
            "settled": self.settled,
            "gone": list(move.gone),
            "new": list(move.new),
            "moved": list(move.moved),
        }


@dataclass(frozen=True)
class SmallestChange:
    """All sets of changes of the minimum size, at most `cap`; `capped` when there are more.

    `already` tells that nothing needs to change. No sets and not `already`: no set of changes,
    however large, reaches the goal with the terms that may change (`any_term`: with all).
    """

    target: Target
    gain: bool
    any_term: bool
    cap: int
    capped: bool
    already: bool
    sets: tuple[ChangeSet, ...]

    def as_json(self) -> dict[str, Any]:
        """The goal, `already`, the search's limits (`cap`, `capped`, `any_term`), the `sets`."""
        return {
            "schema": SCHEMA,
            "goal": "gain" if self.gain else "drop",
            "target": self.target.name,
            "kind": self.target.kind,
            "already": self.already,
            "cap": self.cap,
            "capped": self.capped,
            "any_term": self.any_term,
            "sets": [item.as_json() for item in self.sets],
        }


def smallest_change(
    knowledge: Knowledge,
    facts: Facts,
    name: str,
    *,
    gain: bool,
    any_term: bool = False,
    cap: int = CAP,
) -> SmallestChange:
    """The fewest answers to change so that a step or finding appears (`gain`) or goes.

    A step may be named by its rank. Only terms within a person's power change, unless `any_term`;
    an unknown answer may be given a value, a known one never becomes unknown. The changed answers
    neither contradict each other nor are out of scope. Raises AdvisorError for an unknown name.
    """
    before = Situation.of(knowledge, facts)
    target = find_target(knowledge, name, before.plan)
    goal = Goal(knowledge, target, gain)
    if goal.met(before.evaluation):
        return SmallestChange(target, gain, any_term, cap, False, True, ())
    terms = knowledge.vocabulary.terms
    free = frozenset(term.name for term in terms if any_term or term.changeable == "yes")
    search = Search(goal, facts.answers, free, cap)
    sets = tuple(_verified(before, goal, found) for found in search.run(before.evaluation))
    return SmallestChange(target, gain, any_term, cap, search.capped, False, sets)


def _verified(before: Situation, goal: Goal, changes: Assignment) -> ChangeSet:
    """Run the changed answers through the whole evaluator before they are shown to anyone."""
    after = Situation.of(before.knowledge, before.facts.changed(changes))
    if not goal.met(after.evaluation):
        raise RuntimeError(f"not a solution: {changes}")
    rules = goal.target.rules(before.knowledge)
    open_now = any(after.evaluation.outcomes[rule.id] is Outcome.UNDECIDED for rule in rules)
    return ChangeSet(changes, Difference(before, after), goal.gain or not open_now)
