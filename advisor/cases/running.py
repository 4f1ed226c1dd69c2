"""Runs cases: the advice against what is expected of it."""

from collections.abc import Iterable, Iterator
from typing import Any

from advisor.advising import advice_of
from advisor.cases.model import Expected, seen
from advisor.cases.reading import FiledCase
from advisor.errors import Problem
from advisor.evaluator import evaluate
from advisor.facts import Facts
from advisor.knowledge import Knowledge
from advisor.language import said


def advised(knowledge: Knowledge, facts: Facts) -> dict[str, Any]:
    """What a person sees of the advice on these facts."""
    return seen(advice_of(knowledge, facts, evaluate(knowledge, facts.answers)))


def differences(expected: Expected, found: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Where the advice is not as expected: the place, what was expected, what was found."""
    wanted = expected.model_dump(mode="json", exclude_none=True)
    steps = wanted.pop("steps", None)
    if steps is not None:
        plan = [step["step"] for step in steps], [step["step"] for step in found["steps"]]
        if plan[0] != plan[1]:
            yield "steps", _shown(plan[0]), _shown(plan[1])
        else:
            for want, got in zip(steps, found["steps"], strict=True):
                yield from _differing(f"{want['step']}.", want, got)
    yield from _differing("", wanted, found)


def _differing(
    place: str, wanted: dict[str, Any], found: dict[str, Any]
) -> Iterator[tuple[str, str, str]]:
    for key, value in wanted.items():
        if not same(value, found[key]):
            yield f"{place}{key}", _shown(value), _shown(found[key])


def same(one: Any, other: Any) -> bool:
    """Equal in content and, unlike plain mappings, in order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_shown(item)}" for key, item in value.items()) or "-"
    return ", ".join(value) or "-" if isinstance(value, list) else str(value)


def failures(knowledge: Knowledge, cases: Iterable[FiledCase]) -> list[Problem]:
    """A problem for everything that is not as a case expects, and for a broken rule example."""
    return [
        filed.problem(said("cases.differs", place=place, expected=wanted, found=got))
        for filed in cases
        for place, wanted, got in differences(filed.case.expect, advised(knowledge, filed.facts))
    ]
