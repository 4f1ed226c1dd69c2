"""Puts a mutant on trial: does its advice differ on given answers?"""

from collections.abc import Iterator
from functools import cached_property

from advisor.advice.relevance import undecided_terms
from advisor.inference.evaluator import Evaluation, without_done
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.knowledge.rule import Outcome, Rule, judge
from advisor.verification.mutants.operators import Mutant

_SILENT = {
    "urgency": (Outcome.REJECTED, Outcome.UNDECIDED),
    "advise": (Outcome.REJECTED,),
    "kind": (Outcome.REJECTED,),
}
"""The outcomes under which such a fault of a rule changes nothing that is looked at."""


class Trial:
    """One mutant of one base."""

    def __init__(self, base: Knowledge, mutant: Mutant) -> None:
        self.base = base
        self.mutant = mutant

    @cached_property
    def knowledge(self) -> Knowledge:
        """The base with the fault."""
        return self.mutant.knowledge(self.base)

    def touched(self, evaluation: Evaluation) -> bool:
        """Whether the fault can make any difference, given the base's own evaluation.

        What a rule reads does not hang on the rule itself, so that the faulty rule can be judged
        on the values found without the fault. If it comes to the same, by the same lines and
        lacking the same terms, as things are known and as they would be if no step was done of
        which it is not known, nothing after it changes.
        """
        before, after = self.mutant.before, self.mutant.after
        if not isinstance(before, Rule) or not isinstance(after, Rule) or self.reordered:
            return True
        silent = _SILENT.get(self.mutant.what, ())
        if before.when == after.when:
            return any(e.outcomes[before.id] not in silent for e in self._views(evaluation))
        return any(_came_to(before, e) != _came_to(after, e) for e in self._views(evaluation))

    def _views(self, evaluation: Evaluation) -> Iterator[Evaluation]:
        yield evaluation
        yield without_done(self.base, evaluation)

    @cached_property
    def reordered(self) -> bool:
        """Whether rules fire in another order, and so are told in another order."""
        return [rule.id for rule in self.base.rules] != [rule.id for rule in self.knowledge.rules]


def _came_to(rule: Rule, evaluation: Evaluation) -> tuple[object, ...]:
    values: dict[str, Value] = evaluation.values
    outcome = judge(rule, values)
    if outcome is Outcome.UNDECIDED:
        return (outcome, undecided_terms(rule, evaluation))
    if outcome is Outcome.REJECTED:
        return (outcome,)
    return (outcome, rule.reads, tuple(c.term for c in rule.conditions if c.holds(values)))
