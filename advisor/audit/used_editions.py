"""Which editions of the knowledge the ledger holds, and what they were used for."""

from dataclasses import dataclass

from advisor.audit.damage import DamagedError
from advisor.audit.ledger import Ledger


@dataclass(frozen=True)
class UsedEdition:
    """One edition: its digest and version, the first and last record made with it, how many."""

    digest: str
    version: str
    first: int
    last: int
    count: int


def used_editions(ledger: Ledger) -> list[UsedEdition]:
    """Every edition that a consultation was recorded with, the latest first."""
    query = (
        "SELECT knowledge, min(number), max(number), count(*) FROM record"
        " WHERE knowledge IS NOT NULL GROUP BY knowledge ORDER BY max(number) DESC"
    )
    rows = ledger.connection.execute(query).fetchall()
    return [UsedEdition(row[0], _version(ledger, row[2]), *row[1:]) for row in rows]


def _version(ledger: Ledger, number: int) -> str:
    try:
        return str(ledger.get(number).consultation["knowledge"]["version"])
    except DamagedError:
        return "?"
