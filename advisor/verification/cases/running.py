"""Runs cases: the advice against what is expected of it."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest
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
            yield Difference(("steps",), "steps", *_shown(*plan))
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
            yield from _apart((*at, key), f"{prefix}{key}", value, found[key])


def _apart(at: Location, place: str, wanted: Any, found: Any) -> Iterator[Difference]:
    """The entries in which the two are not the same; their orders where only these differ."""
    if not (isinstance(wanted, dict) and isinstance(found, dict)):
        yield Difference(at, place, *_shown(wanted, found))
    elif wanted == found:
        yield Difference(at, place, *_shown(list(wanted), list(found)))
    else:
        for key in dict.fromkeys((*wanted, *found)):
            if wanted.get(key) != found.get(key):
                where = (*at, key) if key in wanted else at
                yield Difference(where, f"{place}.{key}", *_shown(wanted.get(key), found.get(key)))


def same(one: Any, other: Any) -> bool:
    """Equal in content and, unlike plain mappings, in order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


def _shown(wanted: Any, found: Any) -> tuple[str, str]:
    """Both in words; of two lists what lies between their common beginning and end."""
    if not (isinstance(wanted, list) and isinstance(found, list)):
        return _word(wanted), _word(found)
    start = _shared(wanted, found)
    end = _shared(wanted[start:][::-1], found[start:][::-1])
    return _between(wanted, start, end), _between(found, start, end)


def _shared(one: list[str], other: list[str]) -> int:
    """How many items both begin with."""
    pairs = enumerate(zip_longest(one, other))
    return next((place for place, (left, right) in pairs if left != right), len(one))


def _between(items: list[str], start: int, end: int) -> str:
    middle = items[start : len(items) - end]
    return ", ".join(["…"] * (start > 0) + middle + ["…"] * (end > 0)) if middle else "-"


def _word(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_word(item)}" for key, item in value.items()) or "-"
    if isinstance(value, list):
        return ", ".join(value) or "-"
    return "-" if value is None else str(value)


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
