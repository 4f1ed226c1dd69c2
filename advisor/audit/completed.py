"""Records with the personal text that is still there, which stands outside the chain."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from advisor.audit.record import Record
from advisor.audit.storage.connection import Connection
from advisor.audit.storage.portions import portions

PORTION = 100
"""Records that are completed with one question to the database."""


def completed(
    connection: Connection, rows: Iterable[tuple[int, str, str]]
) -> Iterator[tuple[int, Record]]:
    """Each record from its number, body and hash, with the number under which it is kept."""
    for portion in portions(rows, PORTION):
        numbers = [number for number, _, _ in portion]
        personal, redacted = _personal(connection, numbers), _redacted(connection, numbers)
        for number, text, hash in portion:
            yield number, Record(number, text, hash, personal[number], number in redacted)


def _personal(connection: Connection, numbers: list[int]) -> dict[int, dict[str, str]]:
    query = (
        f"SELECT record, field, text FROM personal WHERE record IN ({_marks(numbers)})"
        " ORDER BY record, field"
    )
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for number, field, text in connection.execute(query, numbers):
        found[number][field] = text
    return found


def _redacted(connection: Connection, numbers: list[int]) -> set[int]:
    query = f"SELECT about FROM record WHERE about IN ({_marks(numbers)})"
    return {number for (number,) in connection.execute(query, numbers)}


def _marks(numbers: list[int]) -> str:
    return ", ".join("?" for _ in numbers)
