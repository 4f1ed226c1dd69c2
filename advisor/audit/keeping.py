"""Whether the database kept what it was given: read back before anybody is told that it did.

A trigger, a rule or a table that is another's can take a row and leave nothing, without an error.
"""

from collections.abc import Iterable, Sequence

from advisor.audit.record import Mention, Personal
from advisor.audit.storage.connection import Connection
from advisor.audit.storage.store import Store
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said

Row = tuple[object, ...]


def refuse_unless_kept(
    connection: Connection,
    store: Store,
    row: Row,
    mentions: Sequence[tuple[*Mention, int]],
    personal: Iterable[Personal],
) -> None:
    """Raises AdvisorError unless record, index entries and personal text stand as given.

    To be called in the transaction that wrote them, which then is undone.
    """
    record = "SELECT number, time, kind, status, about, knowledge, body, hash FROM record"
    found = connection.execute(f"{record} WHERE number = ?", (row[0],)).fetchall()
    texts = "SELECT field, salt, text FROM personal WHERE record = ? ORDER BY field"
    kept = connection.execute(texts, (row[0],)).fetchall()
    given = sorted((item.field, item.salt, item.text) for item in personal)
    if not (
        store.dialect.lasting(connection)
        and [tuple(line) for line in found] == [row]
        and [tuple(line) for line in kept] == given
        and _count(connection, mentions) == len(set(mentions))
    ):
        raise not_kept(store)


def _count(connection: Connection, mentions: Sequence[tuple[*Mention, int]]) -> int:
    """How many of the entries are in the index."""
    if not mentions:
        return 0
    rows = ", ".join("(?, ?, ?, ?)" for _ in mentions)
    # Beginning with the entries: asked whether its rows are among them, SQLite reads all the index.
    query = f"""
        WITH given (kind, name, value, record) AS (VALUES {rows})
        SELECT count(*) FROM given JOIN mention USING (kind, name, value, record)
    """
    return int(
        connection.execute(query, [part for entry in mentions for part in entry]).fetchone()[0]
    )


def not_kept(store: Store) -> AdvisorError:
    """What was written is not there, or not as it was written."""
    return AdvisorError(
        [Problem(store.name, None, said("ledger.not-kept"), said("ledger.verify-it"))]
    )
