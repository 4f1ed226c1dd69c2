"""The values of a term that a rule, or a rule with a fault, could tell apart."""

from collections.abc import Sequence

from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.knowledge.vocabulary import Term


def values(knowledge: Knowledge, term: Term) -> Sequence[Value]:
    """One value for each way in which rules, or rules a boundary off, tell them apart."""
    if term.type != "number":
        return term.values
    edges = {term.min, term.max}
    for rule in knowledge.rules:
        for condition in rule.conditions:
            if condition.term == term.name:
                starts = condition.phrase.starts
                edges |= {start + step for start in starts for step in (-2, -1, 0, 1)}
    return tuple(sorted(edge for edge in edges if term.min <= edge <= term.max))
