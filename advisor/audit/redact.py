"""Redaction: personal text is removed for good, and the removal itself is recorded."""

from datetime import timedelta

from advisor.advice.facts import one_line
from advisor.audit.keeping import not_kept
from advisor.audit.ledger import Ledger
from advisor.audit.record import Record, written_time
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said


def redact(ledger: Ledger, number: int, reason: str) -> Record:
    """Remove the personal text of a record; returns the record of the redaction.

    The chain stays whole: it holds commitments only, and without text and salt they tell nothing.
    The reason stays in the ledger for good, as one line. Raises AdvisorError without a reason, or
    when there is nothing to remove; of a record that was redacted before, what may linger in the
    database's files is cleared first.
    """
    reason = _reason(reason)
    if _finished(ledger.get(number)):
        _erase(ledger)
    with ledger.appending():
        # Looked up under the lock: somebody else may be redacting the same record.
        done = _removed(ledger, number, reason)
        _rewrite(ledger)
    _erase(ledger)
    return done


def redact_older(ledger: Ledger, days: int, reason: str) -> list[Record]:
    """Remove the personal text of every record that is older than so many days, all or nothing.

    Returns the records of the redactions, one for each. Raises AdvisorError without a reason.
    """
    reason = _reason(reason)
    with ledger.appending():
        done = [_removed(ledger, number, reason) for number in older(ledger, days)]
        if done:
            _rewrite(ledger)
    _erase(ledger)
    return done


def older(ledger: Ledger, days: int) -> list[int]:
    """The records older than so many days that hold personal text."""
    query = (
        "SELECT DISTINCT number FROM record JOIN personal ON personal.record = number"
        " WHERE time < ? ORDER BY number"
    )
    limit = written_time(ledger.clock() - timedelta(days=days))
    return [int(row[0]) for row in ledger.connection.execute(query, (limit,)).fetchall()]


def _reason(reason: str) -> str:
    """The reason as one line. Raises AdvisorError when there is none."""
    reason = one_line(reason)
    if not reason:
        raise AdvisorError([Problem("reason", None, said("ledger.no-reason"))])
    return reason


def _removed(ledger: Ledger, number: int, reason: str) -> Record:
    """Record the redaction, then remove the text; inside `appending`."""
    fields = _removable(ledger, number)
    content = {"kind": "redaction", "about": number, "reason": reason, "removed": fields}
    # The record first: the guard lets the text go only once its redaction is in the chain.
    redaction = ledger.append(content, [])
    ledger.connection.execute("DELETE FROM personal WHERE record = ?", (number,))
    left = "SELECT 1 FROM personal WHERE record = ?"
    if ledger.connection.execute(left, (number,)).fetchone():
        raise not_kept(ledger.store)
    return redaction


def _rewrite(ledger: Ledger) -> None:
    for statement in ledger.store.dialect.rewrite:
        ledger.connection.execute(statement)


def _erase(ledger: Ledger) -> None:
    """Leave no byte of what was removed. Raises AdvisorError when some may linger."""
    if ledger.store.dialect.erase(ledger.connection):
        raise AdvisorError([Problem(ledger.store.name, None, said("ledger.lingers"))])


def _removable(ledger: Ledger, number: int) -> list[str]:
    """The fields of the record that hold personal text. Raises AdvisorError when none does."""
    record = ledger.get(number)
    if not record.personal:
        key = "ledger.redacted" if _finished(record) else "ledger.nothing-personal"
        raise AdvisorError([Problem(str(number), None, said(key))])
    return sorted(record.personal)


def _finished(record: Record) -> bool:
    return record.redacted and not record.personal
