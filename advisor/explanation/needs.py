"""What an undecided rule waits for: the unknown answers, and what each of their cases would do."""

from dataclasses import dataclass
from typing import Any

from advisor.advice.relevance import applying
from advisor.explanation.domain import Case, cases
from advisor.explanation.names import Target
from advisor.explanation.proof import Judged, leaves
from advisor.explanation.reachable import World
from advisor.explanation.situation import Situation
from advisor.inference.incremental import reevaluate
from advisor.knowledge.rule import Outcome, Rule


@dataclass(frozen=True, slots=True)
class Fork:
    """One case of an unknown answer: what it would make of an undecided rule, all else as it is.

    `ended_by` names the rules by which this answer would contradict those given, or put them out of
    scope; `reachable` tells whether, with it, the rest can still be answered so that the rule
    applies and the answers are consistent and in scope.
    """

    case: Case
    outcome: Outcome
    ended_by: tuple[str, ...]
    reachable: bool

    def as_json(self) -> dict[str, Any]:
        """`{"value", "to", "outcome", "ended_by", "reachable"}`."""
        return {
            "value": self.case.first,
            "to": self.case.last,
            "outcome": self.outcome.value,
            "ended_by": list(self.ended_by),
            "reachable": self.reachable,
        }


@dataclass(frozen=True, slots=True)
class Need:
    """An unknown answer that an undecided rule waits for, with all its cases."""

    term: str
    outcomes: tuple[Fork, ...]

    def as_json(self) -> dict[str, Any]:
        """`{"term", "outcomes"}`."""
        return {"term": self.term, "outcomes": [fork.as_json() for fork in self.outcomes]}


def needs_of(situation: Situation, judged: Judged, world: World | None) -> tuple[Need, ...]:
    """What an undecided rule waits for: the answers at the bottom of its proof, all unknown.

    `world` is one with a target that the rule could bring about; None when there is none.
    """
    if judged.outcome is not Outcome.UNDECIDED:
        return ()
    waiting = {leaf.term for leaf in leaves(judged)}
    asked = (question.term for question in situation.knowledge.questions)
    forking = _Forking(situation, judged.rule, world)
    return tuple(forking.need(term) for term in asked if term in waiting)


@dataclass(frozen=True)
class _Forking:
    """Tries every case of the answers that one rule waits for; `world` is one with its target."""

    situation: Situation
    rule: Rule
    world: World | None

    def need(self, term: str) -> Need:
        every = cases(self.situation.knowledge, term)
        return Need(term, tuple(self.fork(term, case) for case in every))

    def fork(self, term: str, case: Case) -> Fork:
        knowledge, rule = self.situation.knowledge, self.rule
        after = reevaluate(knowledge, self.situation.evaluation, {term: case.first})
        outcome = after.outcomes[rule.id]
        if rule.kind != "inference":
            return Fork(case, outcome, (), outcome is not Outcome.REJECTED)
        ended_by = tuple(r.id for r in applying(knowledge, after) if r.kind != "inference")
        possible = not ended_by and outcome is not Outcome.REJECTED
        return Fork(case, outcome, ended_by, possible and self.reaches(term, case))

    def reaches(self, term: str, case: Case) -> bool:
        target = Target(self.rule.id, "rule")
        return self.world is not None and bool(self.world.having(target, {term: case.first}))
