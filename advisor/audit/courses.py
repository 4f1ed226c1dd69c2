"""Recorded consultations beside each other: which rules they are compared by, and in what order."""

from collections.abc import Callable, Iterable, Sequence

from advisor.advice.facts import Facts
from advisor.audit.ledger import Ledger
from advisor.audit.query import Filter, oldest_first
from advisor.audit.record import Record
from advisor.audit.replay import facts_of, taken
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.explanation.situation import Situation
from advisor.follow_up.course import Course, Visit
from advisor.knowledge.knowledge import Knowledge


def consultations_of(ledger: Ledger, name: str) -> list[Record]:
    """Every consultation of the PD of this name, oldest first; names are taken as a search does.

    Raises AdvisorError when there is none.
    """
    found = list(oldest_first(ledger, Filter(pd=name, kind="consultation")))
    if not found:
        raise AdvisorError([Problem(name, None, said("progress.no-pd"), said("progress.no-pd-do"))])
    return found


def up_to(ledger: Ledger, record: Record) -> list[Record]:
    """The consultations that lead to this one, each named by the next, oldest first; and it.

    Raises DamagedError.
    """
    found = [record]
    while earlier := _named(ledger, found[0].consultation.get("after"), found[0].number):
        found.insert(0, earlier)
    return found


def chained(ledger: Ledger, record: Record) -> list[Record]:
    """`up_to` this one, and those that come after it; of several that do, the newest counts.

    Raises DamagedError.
    """
    found = up_to(ledger, record)
    while later := _next(ledger, found[-1].number):
        found.append(later)
    return found


def _named(ledger: Ledger, number: int | None, below: int) -> Record | None:
    """The consultation of this number, if it is an earlier one that the ledger has."""
    if number is None or not 0 < number < below:
        return None
    known = "SELECT 1 FROM record WHERE number = ? AND kind = 'consultation'"
    there = ledger.connection.execute(known, (number,)).fetchone()
    return ledger.get(number) if there else None


def _next(ledger: Ledger, number: int) -> Record | None:
    query = "SELECT max(record) FROM mention WHERE kind = 'after' AND name = ? AND record > ?"
    row = ledger.connection.execute(query, (str(number), number)).fetchone()
    return ledger.get(int(row[0])) if row and row[0] else None


def course_of(ledger: Ledger, records: Sequence[Record], today: Callable[[], Knowledge]) -> Course:
    """The records as one course, by the rules with which they were made, if these are the same.

    Else by today's, which are loaded when they are needed. Raises DamagedError.
    """
    editions = {record.consultation["knowledge"]["digest"] for record in records}
    knowledge = ledger.knowledge(records[0]) if len(editions) == 1 else today()
    return Course(knowledge, visits(knowledge, records), versions_other_than(knowledge, records))


def visits(knowledge: Knowledge, records: Iterable[Record]) -> tuple[Visit, ...]:
    """The records under these rules. Raises DamagedError."""
    return tuple(_visit(knowledge, record) for record in records)


def versions_other_than(knowledge: Knowledge, records: Iterable[Record]) -> tuple[str, ...]:
    """The versions that the records were made with, if any was not made with these rules."""
    used = {r.consultation["knowledge"]["digest"]: r.body["knowledge"]["version"] for r in records}
    return () if used.keys() == {knowledge.digest} else tuple(dict.fromkeys(used.values()))


def _visit(knowledge: Knowledge, record: Record) -> Visit:
    facts = facts_of(record)
    kept = taken(knowledge, facts)
    return Visit(
        said("progress.consultation", number=record.number),
        Situation.of(knowledge, Facts(kept)),
        record.number,
        record.time,
        tuple(term for term in facts.answers if term not in kept),
    )
