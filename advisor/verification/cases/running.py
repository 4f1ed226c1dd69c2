"""Runs cases: the advice against what is expected of it."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts
from advisor.common.errors import Problem
from advisor.common.language import said
from advisor.inference.evaluator import evaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.yaml_reader import Location
from advisor.verification.cases.case_files import FiledCase
from advisor.verification.cases.model import Expected, seen


def advised(knowledge: Knowledge, facts: Facts) -> dict[str, Any]:
    """What a person sees of the advice on these facts."""
    return seen(advice_of(knowledge, facts, evaluate(knowledge, facts.answers)))


class Difference(NamedTuple):
    """Where in `expect` the advice is not as expected, and both sides in words."""

    at: Location
    place: str
    expected: str
    found: str


def differences(expected: Expected, found: dict[str, Any]) -> Iterator[Difference]:
    """Everything in which the advice is not as expected."""
    wanted = expected.model_dump(mode="json", exclude_none=True)
    steps = wanted.pop("steps", None)
    if steps is not None:
        plan = [step["step"] for step in steps], [step["step"] for step in found["steps"]]
        if plan[0] != plan[1]:
            yield Difference(("steps",), "steps", _shown(plan[0]), _shown(plan[1]))
        else:
            for index, want in enumerate(steps):
                at = ("steps", index)
                yield from _differing(at, f"{want['step']}.", want, found["steps"][index])
    yield from _differing((), "", wanted, found)


def _differing(
    at: Location, prefix: str, wanted: dict[str, Any], found: dict[str, Any]
) -> Iterator[Difference]:
    for key, value in wanted.items():
        if not same(value, found[key]):
            place = f"{prefix}{key}"
            yield Difference((*at, key), place, _shown(value), _shown(found[key]))


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
    """A problem, with its line, for everything that is not as a case expects."""
    return [
        filed.problem(
            said("cases.differs", place=item.place, expected=item.expected, found=item.found),
            ("expect", *item.at),
        )
        for filed in cases
        for item in differences(filed.case.expect, advised(knowledge, filed.facts))
    ]
