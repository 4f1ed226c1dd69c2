"""Which way answers should go, so that no change is proposed that makes things worse."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from advisor.explanation.proof import Prover, leaves
from advisor.explanation.situation import Situation
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
