"""Impact: which recorded consultations and examples would get other advice, and how."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts, read_facts
from advisor.audit.ledger import Ledger
from advisor.audit.record import DamagedError, Record
from advisor.audit.replay import Retold, facts_of, retold, taken
from advisor.common.errors import AdvisorError
from advisor.common.files import is_aside
from advisor.inference.evaluator import evaluate
from advisor.knowledge.knowledge import Knowledge

SUFFIXES = (".yaml", ".yml", ".json")


@dataclass(frozen=True)
class Case:
    """A PD's answers: a record, by number and time, or an example, by its file's name.

    `facts` is None for an example that neither edition can read, and for a damaged record.
    """

    kind: Literal["record", "example"]
    name: str
    facts: Facts | None


@dataclass(frozen=True)
class Impact:
    """A case that would get other advice; `retold` is None when it could not be read at all."""

    case: Case
    retold: Retold | None

    def as_json(self) -> dict[str, Any]:
        """The fields as JSON has them."""
        found = self.retold
        told = {**found.difference.as_json(), "dropped": list(found.dropped)} if found else None
        return {"kind": self.case.kind, "name": self.case.name, "difference": told}


def impact(old: Knowledge, new: Knowledge, cases: Iterable[Case]) -> Iterator[Impact | None]:
    """For each case what would change, None for a case that would get the same advice."""
    for case in cases:
        found = _retold(old, new, case.facts) if case.facts else None
        yield None if case.facts and not found else Impact(case, found)


def recorded(ledger: Ledger) -> Iterator[Case]:
    """Every recorded consultation."""
    return cases_of(ledger.consultations())


def cases_of(records: Iterable[Record]) -> Iterator[Case]:
    """These consultations."""
    for record in records:
        yield Case("record", str(record.number), _facts(record))


def examples(folder: Path, *editions: Knowledge) -> Iterator[Case]:
    """Every facts file of a folder, read with the first edition that takes it."""
    for path in sorted(p for p in folder.iterdir() if p.suffix in SUFFIXES):
        if is_aside(path.name):
            continue
        yield Case("example", path.name, _read(path, editions))


def _read(path: Path, editions: tuple[Knowledge, ...]) -> Facts | None:
    for knowledge in editions:
        try:
            return read_facts(knowledge.vocabulary, path)
        except AdvisorError:
            continue
    return None


def _facts(record: Record) -> Facts | None:
    try:
        return facts_of(record)
    except DamagedError:
        return None


def _retold(old: Knowledge, new: Knowledge, facts: Facts) -> Retold:
    kept = Facts(taken(old, facts))
    before = advice_of(old, kept, evaluate(old, kept.answers)).as_json()
    return retold(before, facts, new)
