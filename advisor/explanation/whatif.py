"""What if: the plan before and after some answers change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from advisor.advice.facts import Facts
from advisor.explanation.difference import Difference
from advisor.explanation.domain import Case, cases
from advisor.explanation.situation import Situation, find_asked
from advisor.inference.incremental import reevaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value

SCHEMA, SWEEP_SCHEMA = "what-if/1", "sweep/1"
Changes = Mapping[str, Value | None]
"""New answers by asked term; None makes an answer unknown."""


@dataclass(frozen=True, slots=True)
class Swept:
    """One case of a swept term and what it would do to the plan.

    `value` stands for the whole case; `case` is None for "not known".
    """

    term: str
    case: Case | None
    value: Value | None
    current: bool
    difference: Difference

    def as_json(self) -> dict[str, Any]:
        """`{"value", "to", "current"}` and the difference; `to` is the last value of the case."""
        head = self.case.as_json() if self.case else {"value": None, "to": None}
        return {**head, "current": self.current, **self.difference.as_json()}


def what_if(knowledge: Knowledge, facts: Facts, changes: Changes) -> Difference:
    """Compare the plan of the facts with the plan of the changed facts.

    Raises AdvisorError for a name that is no asked term; values must be of the term's own type.
    """
    before = Situation.of(knowledge, facts)
    return Difference(before, changed(before, changes))


def sweep(
    knowledge: Knowledge, facts: Facts, term: str, changes: Changes | None = None
) -> tuple[Swept, ...]:
    """What each value of `term` would do, on top of `changes`, compared with the facts as given.

    A number is tried once for each range that the rules tell apart. "Not known" comes last.
    """
    find_asked(knowledge, term)
    before = Situation.of(knowledge, facts)
    base = changed(before, changes or {})
    now = base.facts.answers.get(term)

    def tried(case: Case | None) -> Swept:
        value = case.nearest(now) if case else None
        current = now in case if case else now is None
        return Swept(term, case, value, current, Difference(before, changed(base, {term: value})))

    return tuple(tried(case) for case in (*cases(knowledge, term), None))


def difference_json(changes: Changes, difference: Difference) -> dict[str, Any]:
    """`{"schema", "changes"}` and the difference."""
    return {"schema": SCHEMA, "changes": dict(changes), **difference.as_json()}


def sweep_json(term: str, changes: Changes, swept: Iterable[Swept]) -> dict[str, Any]:
    """`{"schema", "term", "changes", "cases"}`."""
    head = {"schema": SWEEP_SCHEMA, "term": term, "changes": dict(changes)}
    return {**head, "cases": [case.as_json() for case in swept]}


def changed(situation: Situation, changes: Changes) -> Situation:
    """The situation after the changes."""
    for term in changes:
        find_asked(situation.knowledge, term)
    evaluation = reevaluate(situation.knowledge, situation.evaluation, changes)
    return Situation(situation.knowledge, situation.facts.changed(changes), evaluation)
