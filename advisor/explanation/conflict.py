"""Conflict sets: answers of which at least one must change before a rule's outcome can.

Four things can be said of a rule or finding: it is so, it is the opposite, and the denial of each
(not so: opposite or unknown). Whatever is said is kept true by some answers, as long as none of
them changes. Where several parts each suffice, one part is enough, and the one with the fewest
changeable answers is taken; where all are needed, they are united.
"""

from collections.abc import Iterable

from advisor.inference.evaluator import Evaluation
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Holds
from advisor.knowledge.rule import Condition, Outcome, Rule

Terms = frozenset[str]
_NOTHING: Terms = frozenset()
_TRUTH: dict[Outcome, Holds] = {
    Outcome.APPLIES: True,
    Outcome.REJECTED: False,
    Outcome.UNDECIDED: None,
}


class Conflicts:
    """Conflict sets over one evaluation; each holds only terms of `free`, the changeable ones.

    An empty set means that no change of free terms alters what was said.
    """

    def __init__(self, knowledge: Knowledge, evaluation: Evaluation, free: Terms) -> None:
        self.knowledge = knowledge
        self.evaluation = evaluation
        self.free = free
        self._known: dict[tuple[str, bool, bool], Terms] = {}

    def applies(self, rule: Rule) -> Terms:
        """What keeps a rule that applies applying."""
        return self._rule(rule, True, False)

    def idle(self, rule: Rule) -> Terms:
        """What keeps a rule that does not apply from applying."""
        return self._rule(rule, True, True)

    def _rule(self, rule: Rule, speaks: bool, denied: bool) -> Terms:
        """What keeps the rule's outcome `speaks` (applies, rejected), or with `denied` not that."""
        holding = [c for c in rule.alternatives if self._line_is(c, speaks, denied)]
        choices = [self._line(c, speaks, denied) for c in holding]
        if speaks is not denied:
            required = _union(self._line(c, speaks, denied) for c in rule.required)
            return required | _fewest(choices)
        options = [
            self._line(c, speaks, denied) for c in rule.required if self._line_is(c, speaks, denied)
        ]
        if rule.alternatives and len(holding) == len(rule.alternatives):
            options.append(_union(choices))
        return _fewest(options)

    def _line(self, condition: Condition, speaks: bool, denied: bool) -> Terms:
        if condition.term in self.knowledge.vocabulary.asked:
            return self.free & {condition.term}
        value = condition.holds({condition.term: True}) is speaks
        return self._term(condition.term, value, denied)

    def _term(self, term: str, value: bool, denied: bool) -> Terms:
        key = (term, value, denied)
        if key not in self._known:
            rules = self.knowledge.supporters[term]
            parts = [self._rule(r, value, denied) for r in rules if self._rule_is(r, value, denied)]
            self._known[key] = _fewest(parts) if value is not denied else _union(parts)
        return self._known[key]

    def _line_is(self, condition: Condition, speaks: bool, denied: bool) -> bool:
        return (condition.holds(self.evaluation.values) is speaks) is not denied

    def _rule_is(self, rule: Rule, speaks: bool, denied: bool) -> bool:
        return (_TRUTH[self.evaluation.outcomes[rule.id]] is speaks) is not denied


def _union(parts: Iterable[Terms]) -> Terms:
    return _NOTHING.union(*parts)


def _fewest(parts: Iterable[Terms]) -> Terms:
    return min(parts, key=lambda part: (len(part), sorted(part)), default=_NOTHING)
