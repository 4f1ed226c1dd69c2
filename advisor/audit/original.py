"""A consultation as it was: the rules of that day and the advice that was given."""

from advisor.advice.advice import Advice
from advisor.audit.consistency import fitting_advice
from advisor.audit.ledger import Ledger
from advisor.audit.record import Record
from advisor.knowledge.knowledge import Knowledge


def original(ledger: Ledger, record: Record) -> tuple[Knowledge, Advice]:
    """Both, with the PD's name while it is still there. Raises DamagedError."""
    base = ledger.knowledge(record)
    return base, fitting_advice(record, ledger.advice(record), base)
