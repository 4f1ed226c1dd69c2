"""The smallest change as a person asks for it: named, verified, and with what else it does."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from advisor.advice.facts import Facts
from advisor.common.json_form import json_object
from advisor.explanation.difference import Difference
from advisor.explanation.domain import other_values
from advisor.explanation.proof import Prover, leaves
from advisor.explanation.situation import Situation, Target, find_target
from advisor.explanation.smallest import Assignment, Goal, Options, PlanGoal, Search
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.knowledge.rule import Outcome


@dataclass(frozen=True, slots=True)
class Direction:
    """What a PD would give up by changing its answers.

    `disputed` are the answers that contradict each other: which of them is wrong is not known, so
    changing one gives nothing up.
    """

    knowledge: Knowledge
    answers: Mapping[str, Value]
    disputed: frozenset[str]

    @classmethod
    def of(cls, situation: Situation) -> "Direction":
        """The direction for one PD."""
        return cls(situation.knowledge, situation.facts.answers, _disputed(situation))

    def worse(self, name: str, value: Value) -> bool:
        """Whether `value` is worse than today's answer.

        It is when it gives up the term's `better` value or, where none is declared, a step that is
        done. An answer that is not known has nothing to give up.
        """
        term, now = self.knowledge.vocabulary.asked[name], self.answers.get(name)
        if now is None or name in self.disputed:
            return False
        if term.better is None:
            return now is True and value is False and name in _done_by_steps(self.knowledge)
        return term.improves(value, now)


def _disputed(situation: Situation) -> frozenset[str]:
    prover = Prover(situation.knowledge, situation.evaluation)
    found: set[str] = set()
    for rule in situation.knowledge.rules:
        applies = situation.evaluation.outcomes[rule.id] is Outcome.APPLIES
        if rule.kind == "contradiction" and applies:
            found |= {leaf.term for leaf in leaves(prover.judged(rule))}
    return frozenset(found)


@lru_cache(maxsize=8)
def _done_by_steps(knowledge: Knowledge) -> frozenset[str]:
    return frozenset(step.done_by for step in knowledge.steps.values() if step.done_by)


SCHEMA = "smallest-change/1"
CAP = 10


@dataclass(frozen=True)
class ChangeSet:
    """Answers to give or change, by asked term, and the difference that makes.

    `settled` is False when the target only ceases to be certain: it goes because it has become
    undecided, and another answer may bring it back. `worse` names the terms whose new answer is
    worse than today's.
    """

    changes: Assignment
    difference: Difference
    settled: bool
    worse: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """`{"changes", "worse", "settled", "gone", "new", "moved"}`."""
        head = {"changes": self.changes, "worse": self.worse, "settled": self.settled}
        return json_object(**head, **self.difference.movement.as_json())


@dataclass(frozen=True)
class SmallestChange:
    """All sets of changes of the minimum size, at most `cap`; `capped` when there are more.

    `already` tells that nothing needs to change. No sets and not `already`: no set of changes,
    however large, reaches the goal with the terms that may change (`any_term`: with all) and the
    answers that they may take (`allow_worse`: all, else none that is worse than today's).
    """

    target: Target
    gain: bool
    any_term: bool
    allow_worse: bool
    cap: int
    capped: bool
    already: bool
    sets: tuple[ChangeSet, ...]

    def as_json(self) -> dict[str, Any]:
        """The goal, `already`, the search's limits (`cap` … `allow_worse`), the `sets`."""
        return json_object(
            schema=SCHEMA,
            goal="gain" if self.gain else "drop",
            target=self.target.name,
            kind=self.target.kind,
            already=self.already,
            cap=self.cap,
            capped=self.capped,
            any_term=self.any_term,
            allow_worse=self.allow_worse,
            sets=self.sets,
        )


def smallest_change(
    knowledge: Knowledge,
    facts: Facts,
    name: str,
    *,
    gain: bool,
    any_term: bool = False,
    allow_worse: bool = False,
    cap: int = CAP,
) -> SmallestChange:
    """The fewest answers to change so that a step or finding appears (`gain`) or goes.

    A step may be named by its rank. Only terms within a person's power change, unless `any_term`,
    and none for the worse, unless `allow_worse` (then the sets that give up least come first); of
    answers that contradict each other any may be the wrong one. An unknown answer may be given a
    value, a known one never becomes unknown. The changed answers neither contradict each other nor
    are out of scope. Raises AdvisorError for an unknown name.
    """
    before = Situation.of(knowledge, facts)
    target = find_target(before, name)
    goal = (PlanGoal if target.kind == "step" else Goal)(knowledge, target, gain)
    if goal.met(before.evaluation):
        return SmallestChange(target, gain, any_term, allow_worse, cap, False, True, ())
    direction = Direction.of(before)
    search = Search(goal, _options(before, any_term, None if allow_worse else direction), cap)
    found = search.run(before.evaluation)
    sets = sorted((_verified(before, goal, item, direction) for item in found), key=_given_up)
    return SmallestChange(
        target, gain, any_term, allow_worse, cap, search.capped, False, tuple(sets)
    )


def _options(situation: Situation, any_term: bool, direction: Direction | None) -> Options:
    """The values that each answer may change to; with a direction, none that is worse."""
    knowledge, answers = situation.knowledge, situation.facts.answers
    wrong = {term for item in situation.advice.contradictions for term in item.terms}
    terms = (
        term.name
        for term in knowledge.vocabulary.terms
        if any_term or term.changeable == "yes" or term.name in wrong
    )
    options = {term: other_values(knowledge, term, answers.get(term)) for term in terms}
    if direction is None:
        return options
    return {
        term: tuple(value for value in values if not direction.worse(term, value))
        for term, values in options.items()
    }


def _verified(
    before: Situation, goal: Goal, changes: Assignment, direction: Direction
) -> ChangeSet:
    """Run the changed answers through the whole evaluator before they are shown to anyone."""
    after = Situation.of(before.knowledge, before.facts.changed(changes))
    if not goal.met(after.evaluation):
        raise RuntimeError(f"not a solution: {changes}")
    rules = goal.target.rules(before.knowledge)
    open_now = any(after.evaluation.outcomes[rule.id] is Outcome.UNDECIDED for rule in rules)
    worse = tuple(term for term, value in changes.items() if direction.worse(term, value))
    return ChangeSet(changes, Difference(before, after), goal.gain or not open_now, worse)


def _given_up(item: ChangeSet) -> int:
    return len(item.worse)
