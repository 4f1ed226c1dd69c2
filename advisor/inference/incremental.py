"""Evaluates changed answers by judging again only the rules that the change reaches."""

from collections.abc import Mapping
from functools import lru_cache

from advisor.inference.evaluator import Evaluation, close
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.knowledge.rule import Outcome, Rule, judge


def reevaluate(
    knowledge: Knowledge, evaluation: Evaluation, changes: Mapping[str, Value | None]
) -> Evaluation:
    """What `evaluate` gives for the changed answers; None makes an answer unknown.

    `changes` maps asked terms to values. The evaluation passed in stays as it is.
    """
    run = _Run(knowledge, dict(evaluation.values), dict(evaluation.outcomes))
    for term, value in changes.items():
        run.change(term, value)
    for level in range(len(knowledge.layers)):
        run.layer(level)
    return Evaluation(run.values, run.outcomes)


@lru_cache(maxsize=8)
def _readers(knowledge: Knowledge) -> dict[str, tuple[tuple[int, Rule], ...]]:
    """For each term, the rules that read it, each with its layer (from 0)."""
    placed = [(level, rule) for level, layer in enumerate(knowledge.layers) for rule in layer]
    return {
        term: tuple(pair for pair in placed if term in pair[1].reads)
        for term in knowledge.vocabulary.all
    }


class _Run:
    def __init__(
        self, knowledge: Knowledge, values: dict[str, Value], outcomes: dict[str, Outcome]
    ) -> None:
        self.knowledge = knowledge
        self.values = values
        self.outcomes = outcomes
        self.readers = _readers(knowledge)
        self.stale: list[dict[str, Rule]] = [{} for _ in knowledge.layers]
        self.open: set[str] = set()

    def change(self, term: str, value: Value | None) -> None:
        """Set a value, or with None take it away; whoever reads it must be judged again."""
        if self.values.get(term) == value:
            return
        self.values.pop(term, None)
        if value is not None:
            self.values[term] = value
        for level, rule in self.readers[term]:
            self.stale[level][rule.id] = rule

    def layer(self, level: int) -> None:
        """Judge the layer's stale rules, then decide the terms whose supporters changed."""
        for rule in self.stale[level].values():
            outcome = judge(rule, self.values)
            if outcome is not self.outcomes[rule.id] and rule.then.conclude:
                self.open.add(rule.then.conclude)
            self.outcomes[rule.id] = outcome
        for term in self.knowledge.decided_at[level]:
            if term in self.open:
                decided: dict[str, Value] = {}
                close(self.knowledge, term, self.outcomes, decided)
                self.change(term, decided.get(term))
