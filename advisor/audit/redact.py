"""Redaction: personal text is removed for good, and the removal itself is recorded."""

from advisor.advice.facts import one_line
from advisor.audit.ledger import Ledger
from advisor.audit.record import Record
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said


def redact(ledger: Ledger, number: int, reason: str) -> Record:
    """Remove the personal text of a consultation; returns the record of the redaction.

    The chain stays whole: it holds commitments only, and without text and salt they tell nothing.
    The reason stays in the ledger for good, as one line. Raises AdvisorError without a reason, or
    when there is nothing to remove.
    """
    reason = one_line(reason)
    if not reason:
        raise AdvisorError([Problem("reason", None, said("ledger.no-reason"))])
    with ledger.appending():
        # Looked up under the lock: somebody else may be redacting the same record.
        fields = _removable(ledger, number)
        content = {"kind": "redaction", "about": number, "reason": reason, "removed": fields}
        # The record first: the guard lets the text go only once its redaction is in the chain.
        redaction = ledger.append(content, [])
        ledger.connection.execute("DELETE FROM personal WHERE record = ?", (number,))
        for statement in ledger.store.dialect.rewrite:
            ledger.connection.execute(statement)
    if ledger.store.dialect.erase(ledger.connection):
        raise AdvisorError([Problem(ledger.store.name, None, said("ledger.lingers"))])
    return redaction


def _removable(ledger: Ledger, number: int) -> list[str]:
    """The fields of the record that hold personal text. Raises AdvisorError when none does."""
    record = ledger.get(number)
    if not record.personal:
        key = "ledger.redacted" if record.redacted else "ledger.nothing-personal"
        raise AdvisorError([Problem(str(number), None, said(key))])
    return sorted(record.personal)
