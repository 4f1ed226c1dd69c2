"""Straight-line Python as a person would write these rules out: a few `if` lines for each.

Written by a program only so that it cannot fall behind the rules; it shares nothing with
`benchmarks.compiled`, gives plain text for outcomes and keeps nothing else.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.knowledge.rule import Condition, Rule


def straight(knowledge: Knowledge) -> Callable[[Mapping[str, Value]], dict[str, str]]:
    """The function; outcomes by rule id."""
    names: dict[str, Any] = {}
    text = "\n    ".join(["def judge(answers):", *lines(knowledge)])
    exec(compile(text, "<straight>", "exec"), names)
    judge: Callable[[Mapping[str, Value]], dict[str, str]] = names["judge"]
    return judge


def lines(knowledge: Knowledge) -> Iterator[str]:
    yield "outcome = {}"
    yield from (f"{term} = answers.get('{term}')" for term in knowledge.vocabulary.asked)
    for layer, decided in zip(knowledge.layers, knowledge.decided_at, strict=True):
        for rule in layer:
            yield f"if {' or '.join(failing(rule))}: outcome['{rule.id}'] = 'rejected'"
            yield f"elif {' or '.join(open_ones(rule))}: outcome['{rule.id}'] = 'undecided'"
            yield f"else: outcome['{rule.id}'] = 'applies'"
        for term in decided:
            found = [f"outcome['{rule.id}']" for rule in knowledge.supporters[term]]
            applies = " or ".join(f"{one} == 'applies'" for one in found)
            rejected = " and ".join(f"{one} == 'rejected'" for one in found)
            yield f"if {applies}: {term} = True"
            yield f"elif {rejected}: {term} = False"
            yield f"else: {term} = None"
    yield "return outcome"


def failing(rule: Rule) -> Iterator[str]:
    if not rule.conditions:
        yield "False"
    yield from (test(condition, wanted=False) for condition in rule.required)
    if rule.alternatives:
        yield "(" + " and ".join(test(c, wanted=False) for c in rule.alternatives) + ")"


def open_ones(rule: Rule) -> Iterator[str]:
    if not rule.conditions:
        yield "False"
    yield from (f"{condition.term} is None" for condition in rule.required)
    if rule.alternatives:
        yield "not (" + " or ".join(test(c, wanted=True) for c in rule.alternatives) + ")"


def test(condition: Condition, wanted: bool) -> str:
    term, phrase = condition.term, condition.phrase
    holds = wanted == (condition.part != "unless")
    if phrase.allowed in ((True,), (False,)):
        return f"{term} is {phrase.allowed[0] is holds}"
    if not phrase.is_range and holds:
        return f"{term} in {phrase.allowed!r}"
    if not phrase.is_range:
        return f"({term} is not None and {term} not in {phrase.allowed!r})"
    low = -1 if phrase.low is None else phrase.low
    inside = f"{low} <= {term}" + (f" <= {phrase.high}" if phrase.high is not None else "")
    return f"({term} is not None and {'' if holds else 'not '}({inside}))"
