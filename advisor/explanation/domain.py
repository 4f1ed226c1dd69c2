"""The values of a term that the rules can tell apart."""

from dataclasses import dataclass, field
from functools import lru_cache

from advisor.common.json_form import JsonForm
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value


@dataclass(frozen=True, slots=True)
class Case(JsonForm):
    """Values that no rule tells apart: one value, or for a number the range `first` to `last`."""

    first: Value = field(metadata={"alias": "value"})
    last: Value = field(metadata={"alias": "to"})

    def __contains__(self, value: object) -> bool:
        if _whole(value) and _whole(self.first) and _whole(self.last):
            return self.first <= value <= self.last  # type: ignore[operator]
        return value == self.first

    def nearest(self, value: Value | None) -> Value:
        """The case's value that is nearest to `value`; the first when that is not known."""
        if _whole(value) and _whole(self.last) and value >= self.last:  # type: ignore[operator]
            return self.last
        return value if value is not None and value in self else self.first


@lru_cache(maxsize=1024)
def cases(knowledge: Knowledge, name: str) -> tuple[Case, ...]:
    """Every case of an asked term, in the order in which a person is shown the values."""
    term = knowledge.vocabulary.asked[name]
    if term.type != "number":
        return tuple(Case(value, value) for value in term.values)
    starts = sorted({term.min, *(cut for cut in _cuts(knowledge, name) if cut > term.min)})
    ends = [start - 1 for start in starts[1:]] + [term.max]
    return tuple(Case(*pair) for pair in zip(starts, ends, strict=True) if pair[0] <= pair[1])


def other_values(knowledge: Knowledge, name: str, value: Value | None) -> tuple[Value, ...]:
    """One value for each case that `value` is not in, the nearest to it; None is in no case."""
    return tuple(case.nearest(value) for case in cases(knowledge, name) if value not in case)


def _cuts(knowledge: Knowledge, name: str) -> set[int]:
    """The numbers at which a range of some rule begins, or has just ended."""
    lines = (c for rule in knowledge.rules for c in rule.conditions if c.term == name)
    return {start for line in lines for start in line.phrase.starts}


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
