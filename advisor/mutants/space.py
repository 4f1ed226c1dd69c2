"""The answers that can reach a rule: its cone of influence, and every state of it."""

from collections.abc import Iterable, Iterator
from itertools import product
from math import prod

from advisor.knowledge import Knowledge
from advisor.phrase import Value
from advisor.rule import Rule
from advisor.vocabulary import Term


def cone(knowledge: Knowledge, rules: Iterable[Rule]) -> tuple[str, ...]:
    """The asked terms that the rules read, directly or through what other rules conclude."""
    found: dict[str, None] = {}
    waiting = [term for rule in rules for term in rule.reads]
    seen: set[str] = set()
    while waiting:
        term = waiting.pop()
        if term in seen:
            continue
        seen.add(term)
        if term in knowledge.vocabulary.asked:
            found[term] = None
        else:
            waiting += [read for rule in knowledge.supporters[term] for read in rule.reads]
    return tuple(term for term in knowledge.vocabulary.asked if term in found)


def values(knowledge: Knowledge, term: Term) -> tuple[Value, ...]:
    """One value for each way in which rules, or rules a boundary off, tell them apart."""
    if term.type != "number":
        return term.values
    edges = {term.min, term.max}
    for rule in knowledge.rules:
        for condition in rule.conditions:
            if condition.term == term.name:
                phrase = condition.phrase
                cuts = [phrase.low, None if phrase.high is None else phrase.high + 1]
                edges |= {cut + step for cut in cuts if cut is not None for step in (-2, -1, 0, 1)}
    return tuple(sorted(edge for edge in edges if term.min <= edge <= term.max))


def size(knowledge: Knowledge, terms: Iterable[str]) -> int:
    """How many states the terms have, each known or not."""
    return prod(len(values(knowledge, knowledge.term(term))) + 1 for term in terms)


def states(knowledge: Knowledge, terms: Iterable[str]) -> Iterator[dict[str, Value]]:
    """Every state of the terms: each value that makes a difference, and not known."""
    terms = tuple(terms)
    choices = [(*values(knowledge, knowledge.term(term)), None) for term in terms]
    for drawn in product(*choices):
        pairs = zip(terms, drawn, strict=True)
        yield {term: value for term, value in pairs if value is not None}
