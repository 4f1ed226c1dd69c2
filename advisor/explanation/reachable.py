"""Whether a target can still come about, once every answer that is missing has been given.

The search runs over complete answers, where nothing is undecided: answers that bring the target
about there, and do not hold the plan back, are a world that the PD may turn out to be. What the
rules can not tell apart is one case, hence finding none proves that there is none.
"""

from dataclasses import dataclass

from advisor.explanation.domain import other_values
from advisor.explanation.situation import Situation, Target
from advisor.explanation.smallest import Assignment, Goal, Search
from advisor.inference.evaluator import Evaluation
from advisor.inference.incremental import reevaluate
from advisor.knowledge.knowledge import Knowledge


@dataclass(frozen=True)
class World:
    """Complete answers, by their evaluation; `missing` names those that the PD has not given."""

    knowledge: Knowledge
    evaluation: Evaluation
    missing: frozenset[str]

    @classmethod
    def of(cls, situation: Situation) -> "World":
        """Some answers with all that were given; they may contradict each other."""
        knowledge = situation.knowledge
        missing = [t for t in knowledge.vocabulary.asked if t not in situation.facts.answers]
        some = {term: other_values(knowledge, term, None)[0] for term in missing}
        return cls(knowledge, reevaluate(knowledge, situation.evaluation, some), frozenset(missing))

    def having(self, target: Target, given: Assignment) -> "World | None":
        """One with the target, whose answers are consistent and in scope; None: there is none.

        `given` maps missing terms to the values they have there.
        """
        start = reevaluate(self.knowledge, self.evaluation, given)
        goal = Goal(self.knowledge, target, gain=True)
        changes = {} if goal.met(start) else self._repair(goal, start, given)
        if changes is None:
            return None
        return World(self.knowledge, reevaluate(self.knowledge, start, changes), self.missing)

    def _repair(self, goal: Goal, start: Evaluation, given: Assignment) -> Assignment | None:
        options = {
            term: other_values(self.knowledge, term, start.values[term])
            for term in self.missing - given.keys()
        }
        return Search(goal, options, 1).any(start)
