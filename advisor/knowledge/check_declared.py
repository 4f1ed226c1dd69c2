"""Checks of what the authors declare for verification: better values, obstacles, exclusions,
what frees a step from a prerequisite."""

from collections.abc import Iterator

from advisor.common.errors import Problem
from advisor.common.language import Said, said
from advisor.knowledge.check_rule import unknown
from advisor.knowledge.read_base import Base
from advisor.knowledge.rule import Condition
from advisor.knowledge.vocabulary import Term
from advisor.knowledge.yaml_reader import Location


def check_declared(base: Base) -> Iterator[Problem]:
    """Every problem in `better`, `obstacle`, `exclusive`, `nothing_to_do` and `after_unless`."""
    yield from _better(base)
    yield from _exclusive(base)
    yield from _nothing_to_do(base)
    yield from _frees(base)


def _better(base: Base) -> Iterator[Problem]:
    filed = base.vocabulary
    for part in ("terms", "derived"):
        for index, term in enumerate(getattr(filed.model, part)):
            at = (part, index)
            if term.better is not None and (part == "derived" or not _is_value(term)):
                message = said("check.better", name=term.name, given=term.better)
                yield filed.document.problem((*at, "better"), message)
            if term.obstacle == "yes" and part == "terms":
                message = said("check.obstacle", name=term.name)
                yield filed.document.problem((*at, "obstacle"), message)


def _is_value(term: Term) -> bool:
    if term.type == "number":
        return term.better in ("more", "less")
    return not isinstance(term.parse(term.better or ""), Said)


def _exclusive(base: Base) -> Iterator[Problem]:
    filed = base.vocabulary
    derived = [term.name for term in filed.model.derived]
    for index, group in enumerate(filed.model.exclusive):
        for number, name in enumerate(group):
            yield from unknown(filed, ("exclusive", index, number), "check.derived", name, derived)


def _nothing_to_do(base: Base) -> Iterator[Problem]:
    for condition in base.nothing_to_do:
        yield from _line(base, ("nothing_to_do",), condition)


def _frees(base: Base) -> Iterator[Problem]:
    for number, step in enumerate(base.steps.model.steps):
        for earlier, conditions in step.frees.items():
            at = ("steps", number, "after_unless", earlier)
            yield from (p for condition in conditions for p in _line(base, at, condition))


def _line(base: Base, place: Location, condition: Condition) -> Iterator[Problem]:
    """Whether the term of a line exists and the phrase is one for it."""
    filed, at = base.steps, (*place, condition.term)
    yield from unknown(filed, at, "check.term", condition.term, base.terms)
    term = base.terms.get(condition.term)
    if term and not term.accepts(condition.phrase):
        message = said("check.phrase", term=term.name, phrase=condition.phrase.text)
        yield filed.document.problem(at, message)
