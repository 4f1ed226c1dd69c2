"""What a database's own check of its files finds; the ledger's hashes see content only."""

from advisor.audit.storage.connection import Connection
from advisor.audit.storage.shape import SCHEMA

MOST = 5
"""Findings that are told; there may be one for each page of a file."""


def sqlite_damage(connection: Connection) -> tuple[str, ...]:
    """Pages, rows and index entries that are not as SQLite writes them."""
    rows = connection.execute(f"PRAGMA integrity_check({MOST})").fetchall()
    found = (" ".join(str(row[0]).split()) for row in rows)
    return tuple(finding for finding in found if finding != "ok")


_CHECKS = (
    "SELECT quote_ident(nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = extnamespace"
    " WHERE extname = 'amcheck'"
)
_INDEXES = (
    "SELECT c.oid, relname FROM pg_class c JOIN pg_am a ON a.oid = relam"
    f" WHERE relnamespace = '{SCHEMA}'::regnamespace AND amname = 'btree' ORDER BY relname"
)
_TABLES = (
    f"SELECT c.oid, relname FROM pg_class c WHERE relnamespace = '{SCHEMA}'::regnamespace"
    " AND relkind = 'r' ORDER BY relname"
)


def postgres_damage(connection: Connection) -> tuple[str, ...] | None:
    """Tables and indexes in which `amcheck` finds damage; None where it is not installed, or not
    for this role.
    """
    row = connection.execute(_CHECKS).fetchone()
    if row is None:
        return None
    index, table = f"{row[0]}.bt_index_check", f"{row[0]}.verify_heapam"
    allowed = "SELECT has_function_privilege(?, 'EXECUTE') AND has_function_privilege(?, 'EXECUTE')"
    names = (f"{index}(regclass, boolean)",
             f"{table}(regclass, boolean, boolean, text, bigint, bigint)")  # fmt: skip
    if not connection.execute(allowed, names).fetchone()[0]:
        return None
    checks = [(name, f"SELECT 1 FROM {table}({oid}) LIMIT 1")
              for oid, name in connection.execute(_TABLES).fetchall()]  # fmt: skip
    checks += [(name, f"SELECT 1 FROM {index}({oid}, true) OFFSET 1")
               for oid, name in connection.execute(_INDEXES).fetchall()]  # fmt: skip
    return tuple(str(name) for name, check in checks if _finds(connection, check))


def _finds(connection: Connection, check: str) -> bool:
    """Whether a check gives a row, or fails: of an index amcheck tells by an error."""
    from sqlalchemy.exc import DBAPIError

    connection.execute("SAVEPOINT own_check")
    try:
        return connection.execute(check).fetchone() is not None
    except DBAPIError:
        connection.execute("ROLLBACK TO SAVEPOINT own_check")
        return True
