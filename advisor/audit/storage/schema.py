"""The ledger's tables, and the guards that refuse to change or delete what they hold."""

from advisor.audit.storage.connection import Connection
from advisor.audit.storage.dialect import LOST, Dialect
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said

VERSION = 2
"""The newest form that this program knows."""
FIRST = 1
"""The form of a ledger without follow-ups and chains of consultations; every program knows it."""
FOLLOWED = 2
"""The form of one with either: the same tables, and records that are new."""

TABLES = (
    # Whatever is large, once by its digest: texts of rules and knowledge, advices (zlib).
    "CREATE TABLE blob (id {id}, digest {text} NOT NULL UNIQUE, content {bytes} NOT NULL){plain}",
    # The files of one knowledge base; `manifest` is the digest of the list of files.
    "CREATE TABLE manifest (manifest {text} NOT NULL, path {text} NOT NULL, blob {text} NOT NULL"
    " REFERENCES blob (digest), PRIMARY KEY (manifest, path)){keyed}",
    # The chain. `body` is canonical JSON and `hash` its SHA-256; the other columns repeat the body.
    "CREATE TABLE record (number {integer} PRIMARY KEY CHECK (number > 0), time {text} NOT NULL,"
    " kind {text} NOT NULL, status {text}, about {integer}, knowledge {text}, body {text} NOT NULL,"
    " hash {text} NOT NULL){plain}",
    "CREATE INDEX record_time ON record (time)",
    "CREATE INDEX record_about ON record (about) WHERE about IS NOT NULL",
    "CREATE INDEX record_knowledge ON record (knowledge) WHERE knowledge IS NOT NULL",
    # What a record can be found by: a rule that fired, a step advised, a term's value.
    "CREATE TABLE mention (kind {text} NOT NULL, name {text} NOT NULL, value {text} NOT NULL,"
    " record {integer} NOT NULL, PRIMARY KEY (kind, name, value, record)){keyed}",
    # Personal text stands outside the chain, which holds only its commitment.
    "CREATE TABLE personal (record {integer} NOT NULL, field {text} NOT NULL, salt {text} NOT NULL,"
    " text {text} NOT NULL, PRIMARY KEY (record, field)){keyed}",
    "CREATE INDEX personal_text ON personal {folded}",
)


def statements(dialect: Dialect) -> tuple[str, ...]:
    """What makes the tables, then what makes the guards."""
    return (*(table.format_map(dialect.types) for table in TABLES), *dialect.guards)


def migrate(connection: Connection, name: str, dialect: Dialect) -> None:
    """Make the tables in an empty place. Raises AdvisorError for what this program can't keep."""
    if version(connection, name, dialect):
        return
    try:
        for statement in dialect.write:
            connection.execute(statement)
        # Another process may have made them while this one waited.
        if version(connection, name, dialect) == 0:
            mark = (statement.format(FIRST) for statement in dialect.mark)
            for statement in (*dialect.before, *statements(dialect), *mark):
                connection.execute(statement)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def version(connection: Connection, name: str, dialect: Dialect) -> int:
    """The ledger's version, 0 while it is empty. Raises AdvisorError for a newer or foreign one."""
    number = dialect.version(connection)
    if number is None:
        raise AdvisorError([Problem(name, None, said("ledger.foreign"), said("ledger.elsewhere"))])
    if number == LOST:
        hint = said("ledger.verify-backup")
        raise AdvisorError([Problem(name, None, said("ledger.unmarked"), hint)])
    if number > VERSION:
        message = said("ledger.newer", found=number, known=VERSION)
        raise AdvisorError([Problem(name, None, message, said("ledger.update"))])
    return number


def raise_version(connection: Connection, dialect: Dialect, least: int) -> None:
    """Inside a transaction that writes: keep out the programs that do not know this form."""
    if (dialect.version(connection) or 0) < least:
        connection.execute(dialect.raised.format(least))


def strangers(connection: Connection, dialect: Dialect) -> tuple[str, ...]:
    """The names of all beside the rows that is gone, was added or is not as it was made."""
    return dialect.strangers(connection, statements(dialect))
