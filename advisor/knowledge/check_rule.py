"""Checks of one rule against the vocabulary, the steps and the sources."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from advisor.common.errors import MAX_PROBLEMS, Problem, did_you_mean
from advisor.common.language import Said, said
from advisor.knowledge.phrase import Value
from advisor.knowledge.read_base import Filed, ParsedBase
from advisor.knowledge.rule import Example, Rule, judge
from advisor.knowledge.vocabulary import written
from advisor.knowledge.yaml_reader import Location


def check_rule(base: ParsedBase, filed: Filed[Rule]) -> list[Problem]:
    """Every problem of one rule file; an empty list when there is none.

    A retired rule keeps the names of its day: what it read, advised or cited may be gone by now.
    """
    names = [] if _is_retired(filed) else list(islice(_names(base, filed), MAX_PROBLEMS))
    shape = [*_replaced(base, filed), *_shape(filed)]
    # Examples of a rule that reads unknown terms would only repeat the same complaint.
    if names or shape:
        return [*names, *shape]
    return list(islice(_examples(base, filed), MAX_PROBLEMS))


def unknown(
    filed: Filed[Any], location: Location, key: str, name: str, known: Iterable[str]
) -> Iterator[Problem]:
    """A problem when `name` is not among the known names, with the nearest one as a hint."""
    known = tuple(known)
    if name not in known:
        yield filed.document.problem(location, said(key, name=name), did_you_mean(name, known))


def _names(base: ParsedBase, filed: Filed[Rule]) -> Iterator[Problem]:
    rule, then = filed.model, filed.model.then
    for index, locator in enumerate(rule.sources):
        yield from unknown(filed, ("sources", index), "check.source", locator, base.locators)
    for condition in rule.conditions:
        place = ("when", condition.part, condition.term)
        yield from unknown(filed, place, "check.term", condition.term, base.terms)
        term = base.terms.get(condition.term)
        if term and not term.accepts(condition.phrase):
            message = said("check.phrase", term=term.name, phrase=condition.phrase.text)
            yield filed.document.problem(place, message, _values(base, term.name))
    if then.conclude:
        derived = [term.name for term in base.vocabulary.model.derived]
        yield from unknown(filed, ("then", "conclude"), "check.derived", then.conclude, derived)
    if then.advise:
        yield from unknown(filed, ("then", "advise"), "check.step", then.advise, base.step_ids)


def _replaced(base: ParsedBase, filed: Filed[Rule]) -> Iterator[Problem]:
    if filed.model.replaced_by:
        ids = [other.model.id for other in base.rules]
        yield from unknown(filed, ("replaced_by",), "check.rule", filed.model.replaced_by, ids)


def _is_retired(filed: Filed[Rule]) -> bool:
    return filed.model.status == "retired"


def _values(base: ParsedBase, name: str) -> Said:
    term = base.terms[name]
    if term.type == "number":
        return said("hint.number", min=term.min, max=term.max)
    return said("hint.values", known=tuple(written(value) for value in term.values))


def _shape(filed: Filed[Rule]) -> Iterator[Problem]:
    rule, then, document = filed.model, filed.model.then, filed.document
    ends = rule.kind != "inference"
    if ends and not rule.conditions:
        yield document.problem(("when",), said("check.no-condition"))
    if ends != bool(then.message) or ends == bool(then.conclude or then.advise):
        yield document.problem(("then",), said(f"check.then-{rule.kind}"))
    if bool(then.advise) != bool(then.urgency):
        yield document.problem(("then",), said("check.urgency"))
    name = PurePosixPath(document.path).name
    if not name.startswith(f"{rule.id}-"):
        yield document.problem(("id",), said("check.file-name", id=rule.id))
    if ("retired" in PurePosixPath(document.path).parts) != _is_retired(filed):
        yield document.problem(("status",), said("check.retired"))


def _examples(base: ParsedBase, filed: Filed[Rule]) -> Iterator[Problem]:
    rule, document = filed.model, filed.document
    for index, example in enumerate(rule.examples):
        if _is_retired(filed) and _outdated(base, example):
            continue
        state: dict[str, Value] = {}
        for term, text in example.given.items():
            place = ("examples", index, "given", term)
            yield from unknown(filed, place, "check.not-read", term, rule.reads)
            value = base.terms[term].parse(text) if term in rule.reads else said("")
            if isinstance(value, Said):
                yield from [document.problem(place, value)] if value.key else []
            else:
                state[term] = value
        outcome = judge(rule, state)
        if outcome is not example.expect:
            message = said("check.example", expected=example.expect.value, outcome=outcome.value)
            yield document.problem(("examples", index), message)
    expected = {example.expect for example in rule.examples}
    for outcome in rule.outcomes:
        if outcome not in expected:
            message = said("check.example-missing", outcome=outcome.value)
            yield document.problem(("examples",), message)


def _outdated(base: ParsedBase, example: Example) -> bool:
    """Whether the example gives a term, or a value of one, that no longer exists."""
    return any(
        term not in base.terms or isinstance(base.terms[term].parse(text), Said)
        for term, text in example.given.items()
    )
