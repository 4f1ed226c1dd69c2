"""The ledger's tables, and the guards that refuse to change or delete what they hold."""

from advisor.audit.connection import Connection
from advisor.errors import AdvisorError, Problem
from advisor.language import said

VERSION = 1
APPLICATION = 0x49505041
"""`IPPA` in the file's header: says that an SQLite file is a ledger."""

TABLES = (
    # Whatever is large, once by its digest: texts of rules and knowledge, advices (zlib).
    "CREATE TABLE blob (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, content BLOB NOT NULL)"
    " STRICT",
    # The files of one knowledge base; `manifest` is the digest of the list of files.
    "CREATE TABLE manifest (manifest TEXT NOT NULL, path TEXT NOT NULL, blob TEXT NOT NULL"
    " REFERENCES blob (digest), PRIMARY KEY (manifest, path)) STRICT, WITHOUT ROWID",
    # The chain. `body` is canonical JSON and `hash` its SHA-256; the other columns repeat the body.
    "CREATE TABLE record (number INTEGER PRIMARY KEY CHECK (number > 0), time TEXT NOT NULL,"
    " kind TEXT NOT NULL, status TEXT, about INTEGER, knowledge TEXT, body TEXT NOT NULL,"
    " hash TEXT NOT NULL) STRICT",
    "CREATE INDEX record_time ON record (time)",
    "CREATE INDEX record_about ON record (about) WHERE about IS NOT NULL",
    "CREATE INDEX record_knowledge ON record (knowledge) WHERE knowledge IS NOT NULL",
    # What a record can be found by: a rule that fired, a step advised, a term's value.
    "CREATE TABLE mention (kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,"
    " record INTEGER NOT NULL, PRIMARY KEY (kind, name, value, record)) STRICT, WITHOUT ROWID",
    # Personal text stands outside the chain, which holds only its commitment.
    "CREATE TABLE personal (record INTEGER NOT NULL, field TEXT NOT NULL, salt TEXT NOT NULL,"
    " text TEXT NOT NULL, PRIMARY KEY (record, field)) STRICT, WITHOUT ROWID",
    "CREATE INDEX personal_text ON personal (field, text COLLATE NOCASE)",
)
KEPT = ("blob", "manifest", "record", "mention", "personal")
GUARDS = (
    *(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}"
        " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        for table in KEPT
    ),
    *(
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}"
        " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        for table in KEPT
        if table != "personal"
    ),
    # The one deletion there is: a redaction of this record stands in the chain already.
    "CREATE TRIGGER personal_no_delete BEFORE DELETE ON personal"
    " WHEN NOT EXISTS (SELECT 1 FROM record WHERE about = OLD.record)"
    " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
)
STATEMENTS = (*TABLES, *GUARDS)


def migrate(connection: Connection, path: str) -> None:
    """Make the tables in an empty file. Raises AdvisorError for what this program can't keep."""
    if version(connection, path) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have made them while this one waited.
        if version(connection, path) == 0:
            for statement in STATEMENTS:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def version(connection: Connection, path: str) -> int:
    """The file's version, 0 while it is empty. Raises AdvisorError for a newer or foreign file."""
    number = int(connection.execute("PRAGMA user_version").fetchone()[0])
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if application != APPLICATION and (tables or number):
        raise AdvisorError([Problem(path, None, said("ledger.foreign"), said("ledger.elsewhere"))])
    if number > VERSION:
        message = said("ledger.newer", found=number, known=VERSION)
        raise AdvisorError([Problem(path, None, message, said("ledger.update"))])
    return number


def missing_guards(connection: Connection) -> tuple[str, ...]:
    """The names of tables, indexes and triggers that are gone or were changed."""
    rows = connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    found = {row[0] for row in rows}
    return tuple(statement.split()[2] for statement in STATEMENTS if statement not in found)
