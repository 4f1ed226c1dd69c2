"""What SQLite and PostgreSQL want said differently; every other statement serves both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from advisor.audit.storage.connection import Connection
from advisor.audit.storage.damage import postgres_damage, sqlite_damage
from advisor.audit.storage.shape import (
    SCHEMA,
    postgres_made,
    postgres_shape,
    sqlite_made,
    sqlite_shape,
    strangers,
)

APPLICATION = 0x49505041
"""`IPPA`: in an SQLite file's header it says that the file is a ledger, in a PostgreSQL database it
is the advisory lock of whoever appends.
"""

KEPT = ("blob", "manifest", "record", "mention", "personal")
"""The tables that may only grow."""
LOST = -1
"""The version of a ledger whose version is not marked any more."""
REFUSAL = "the ledger is append-only"


@dataclass(frozen=True)
class Dialect:
    """One database's way of saying what the other says otherwise.

    `types` fill the templates of the tables, and `before` comes before these; `guards` refuse
    changes and deletions; `mark` gives an empty database the version in braces, and `raised` one
    that has a version. `write` begins a transaction that no other writer can get between, `read`
    one that sees a single state.
    `same_letters` holds when a text is the parameter, but for the case of ASCII letters, and
    `part` when it has the parameter's pattern.
    `rewrite`, inside the transaction that deleted a text, and `erase`, after it, leave no copy of
    that text; `erase` returns whether one may linger. `version` returns 0 for an empty database,
    None for what is no ledger and LOST for one whose version is not marked any more. `strangers`
    names all beside the rows that is gone, was added or is not as these statements made it;
    `lasting` returns whether what is written outlasts a crash; `damage` is what the database's own
    check finds, None where it has none.
    """

    types: Mapping[str, str]
    before: tuple[str, ...]
    guards: tuple[str, ...]
    mark: tuple[str, ...]
    raised: str
    write: tuple[str, ...]
    read: tuple[str, ...]
    same_letters: str
    part: str
    rewrite: tuple[str, ...]
    erase: Callable[[Connection], bool]
    version: Callable[[Connection], int | None]
    strangers: Callable[[Connection, tuple[str, ...]], tuple[str, ...]]
    lasting: Callable[[Connection], bool]
    damage: Callable[[Connection], tuple[str, ...] | None]


# ---- SQLite


def _sqlite_version(connection: Connection) -> int | None:
    # The tables first: whoever makes them in between makes the mark at the same moment.
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    number = int(connection.execute("PRAGMA user_version").fetchone()[0])
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION and (tables or number):
        return None
    return LOST if tables and number < 1 else number


def _sqlite_strangers(connection: Connection, statements: tuple[str, ...]) -> tuple[str, ...]:
    return strangers(sqlite_shape(connection), sqlite_made(statements))


def _sqlite_erase(connection: Connection) -> bool:
    connection.execute("VACUUM")
    return bool(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0])


_ABORT = f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
SQLITE = Dialect(
    types={
        "id": "INTEGER PRIMARY KEY", "integer": "INTEGER", "text": "TEXT", "bytes": "BLOB",
        "folded": "(field, text COLLATE NOCASE)",
        "plain": " STRICT", "keyed": " STRICT, WITHOUT ROWID",
    },
    before=(),
    guards=(
        *(f"CREATE TRIGGER {t}_no_update BEFORE UPDATE ON {t}{_ABORT}" for t in KEPT),
        *(f"CREATE TRIGGER {t}_no_delete BEFORE DELETE ON {t}{_ABORT}" for t in KEPT[:-1]),
        # The one deletion there is: a redaction of this record stands in the chain already.
        "CREATE TRIGGER personal_no_delete BEFORE DELETE ON personal"
        f" WHEN NOT EXISTS (SELECT 1 FROM record WHERE about = OLD.record){_ABORT}",
    ),
    mark=(f"PRAGMA application_id = {APPLICATION}", "PRAGMA user_version = {}"),
    raised="PRAGMA user_version = {}",
    write=("BEGIN IMMEDIATE",),
    read=("BEGIN",),
    same_letters="text = ? COLLATE NOCASE",
    part="text LIKE ?",
    rewrite=(),
    erase=_sqlite_erase,
    version=_sqlite_version,
    strangers=_sqlite_strangers,
    lasting=lambda connection: True,
    damage=sqlite_damage,
)  # fmt: skip


# ---- PostgreSQL


def _postgres_strangers(connection: Connection, _: tuple[str, ...]) -> tuple[str, ...]:
    return strangers(postgres_shape(connection), postgres_made())


def _postgres_lasting(connection: Connection) -> bool:
    lost = f"SELECT 1 FROM pg_class WHERE relnamespace = '{SCHEMA}'::regnamespace"
    lost += " AND relpersistence <> 'p' LIMIT 1"
    return connection.execute(lost).fetchone() is None


def _postgres_version(connection: Connection) -> int | None:
    tables, marked = connection.execute(
        "SELECT count(*), count(*) FILTER (WHERE relname = 'ledger_format') FROM pg_class"
        f" JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = '{SCHEMA}'"
    ).fetchone()
    if not marked:
        return None if tables else 0
    # By its full name, so that a right that is missing is told as such.
    found = connection.execute(f"SELECT version FROM {SCHEMA}.ledger_format").fetchall()
    return int(found[0][0]) if len(found) == 1 and found[0][0] > 0 else LOST


_FUNCTIONS = {
    "refuse": f"BEGIN RAISE EXCEPTION '{REFUSAL}'; END",
    "refuse_unless_redacted": f"BEGIN IF EXISTS (SELECT 1 FROM {SCHEMA}.record WHERE about ="
    f" OLD.record) THEN RETURN OLD; END IF; RAISE EXCEPTION '{REFUSAL}'; END",
}
_ONCE, _EACH = (
    f"FOR EACH {unit} EXECUTE FUNCTION {function}()"
    for unit, function in (("STATEMENT", "refuse"), ("ROW", "refuse_unless_redacted"))
)
_TRIGGERS = {
    (table, event): _EACH if (table, event) == ("personal", "DELETE") else _ONCE
    for table in KEPT
    for event in ("UPDATE", "DELETE", "TRUNCATE")
}
POSTGRES = Dialect(
    types={
        "id": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "integer": "BIGINT",
        # In the order of bytes and with ASCII letters only alike in both cases, as SQLite has it.
        "text": 'TEXT COLLATE "C"', "bytes": "BYTEA",
        # By hash, because a tree refuses long texts.
        "folded": "USING hash (lower(text))",
        "plain": "", "keyed": "",
    },
    before=(
        # Whoever keeps the database may have made the schema already.
        f"DO $$ BEGIN IF to_regnamespace('{SCHEMA}') IS NULL THEN CREATE SCHEMA {SCHEMA};"
        " END IF; END $$",
    ),
    guards=(
        *(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
            for name, body in _FUNCTIONS.items()
        ),
        *(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} {action}"
            for (table, event), action in _TRIGGERS.items()
        ),
        # For sessions too that replay a copy, for which triggers are off otherwise.
        *(
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_{event.lower()}"
            for table, event in _TRIGGERS
        ),
    ),
    mark=(
        "CREATE TABLE ledger_format (version BIGINT PRIMARY KEY)",
        "INSERT INTO ledger_format VALUES ({})",
    ),
    raised=f"UPDATE {SCHEMA}.ledger_format SET version = {{}}",
    write=(
        "BEGIN ISOLATION LEVEL READ COMMITTED",
        # A record is on disk when its commit returns, whatever the server's own setting.
        "SELECT set_config('synchronous_commit', 'on', true)"
        " WHERE current_setting('synchronous_commit') IN ('off', 'local')",
        # What would wait for the commit is done before, where it can be seen what it does.
        "SET CONSTRAINTS ALL IMMEDIATE",
        f"SELECT pg_advisory_xact_lock({APPLICATION})",
    ),
    read=(
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        # Whoever rewrites this table waits for readers, to whom it would seem empty.
        "LOCK TABLE personal IN ACCESS SHARE MODE",
    ),
    same_letters='lower(text) = lower(? COLLATE "C")',
    part='lower(text) LIKE lower(? COLLATE "C")',
    rewrite=(
        "SET LOCAL lock_timeout = '5s'",
        """ALTER TABLE personal ALTER COLUMN text TYPE TEXT COLLATE "C" USING text || ''""",
    ),
    erase=lambda connection: False,
    version=_postgres_version,
    strangers=_postgres_strangers,
    lasting=_postgres_lasting,
    damage=postgres_damage,
)  # fmt: skip
