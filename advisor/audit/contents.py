"""What a record names by its digest: the advice and the knowledge base of that day."""

from typing import Any

from advisor.audit.consistency import fitting
from advisor.audit.damage import DamagedError
from advisor.audit.record import Record
from advisor.audit.record_model import advice_of
from advisor.audit.storage.blobs import MissingError, get, get_knowledge
from advisor.audit.storage.connection import Connection
from advisor.knowledge.knowledge import Knowledge


def advice_text(connection: Connection, record: Record) -> bytes:
    """The advice as it is kept, as canonical JSON. Raises DamagedError."""
    try:
        return get(connection, record.consultation["advice"])
    except MissingError as error:
        raise DamagedError(record.number) from error


def stored_advice(connection: Connection, record: Record) -> dict[str, Any]:
    """The advice as it is kept, without the PD's name. Raises DamagedError."""
    try:
        return advice_of(advice_text(connection, record))
    except ValueError as error:
        raise DamagedError(record.number) from error


def knowledge_of(connection: Connection, record: Record) -> Knowledge:
    """The knowledge base that the consultation ran on, made again from its recorded texts.

    Raises DamagedError, or AdvisorError for texts that this program would not take.
    """
    try:
        base = get_knowledge(connection, record.consultation["knowledge"]["texts"])
    except MissingError as error:
        raise DamagedError(record.number) from error
    return fitting(record, base)
