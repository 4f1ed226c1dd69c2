"""All that a ledger is made of beside its rows, in a form that is compared with what was made.

A shape is a set of names with definitions: of tables, columns, constraints, indexes, triggers and
whatever else can change what a statement does. What the program makes is known beforehand; what is
there and was not made, or was made and is not there, is a stranger.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from functools import cache
from importlib.resources import files

from advisor.audit.storage.connection import Connection

Shape = frozenset[tuple[str, str]]
SCHEMA = "ipp_ledger"
"""The ledger's own schema in a PostgreSQL database, which it may share with others."""


def sqlite_shape(connection: Connection) -> Shape:
    """Every table, index, trigger and view of the file."""
    query = "SELECT name, type, tbl_name, coalesce(sql, '') FROM sqlite_schema"
    rows = connection.execute(query).fetchall()
    return frozenset((str(name), _plain(*what)) for name, *what in rows)


@cache
def sqlite_made(statements: tuple[str, ...]) -> Shape:
    """What these statements make of an empty file."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
        return sqlite_shape(connection)


def postgres_shape(connection: Connection) -> Shape:
    """All of the ledger's schema, and what of the database acts upon it."""
    return frozenset(
        (str(name), _plain(what)) for name, what in connection.execute(_ALL).fetchall()
    )


@cache
def postgres_made() -> Shape:
    """What `postgres_shape` finds in a new ledger."""
    text = files(__package__).joinpath("postgres_shape.txt").read_text("utf-8")
    rows = (line.partition(": ") for line in text.splitlines())
    return frozenset((name, what) for name, _, what in rows)


def written(shape: Shape) -> str:
    """A shape as lines of `name: definition`."""
    return "".join(f"{name}: {what}\n" for name, what in sorted(shape))


def _plain(*parts: object) -> str:
    return " ".join(" ".join(map(str, parts)).split())


def strangers(found: Shape, made: Shape) -> tuple[str, ...]:
    """The names of what is gone, was added or is not as it was made."""
    return tuple(sorted({name for name, _ in found ^ made}))


def _union(parts: Iterable[str]) -> str:
    return " UNION ALL ".join(parts)


_ALL = (
    f"WITH space AS (SELECT * FROM pg_namespace WHERE nspname = '{SCHEMA}'),"
    " own AS (SELECT c.* FROM pg_class c JOIN space s ON s.oid = c.relnamespace),"
    # Whose the ledger is; what it lets others do beyond reading and adding is named.
    " keeper AS (SELECT relowner AS oid FROM own WHERE relname = 'ledger_format'),"
    " owned AS (SELECT relname AS name, relowner AS owner, relacl AS acl FROM own"
    " UNION ALL SELECT proname, proowner, NULL FROM pg_proc JOIN space s ON s.oid = pronamespace"
    " UNION ALL SELECT nspname, (SELECT oid FROM keeper), nspacl FROM space"
    " UNION ALL SELECT relname || '.' || attname, relowner, attacl FROM own"
    " JOIN pg_attribute ON attrelid = own.oid) "
) + _union((
    "SELECT relname::text, concat_ws(' ', 'relation', relkind, relpersistence,"
    " (SELECT amname FROM pg_am WHERE pg_am.oid = relam), reloptions::text,"
    " CASE WHEN relrowsecurity THEN 'row security' END,"
    " CASE WHEN relforcerowsecurity THEN 'forced' END) FROM own",
    "SELECT relname || '.' || attname, concat_ws(' ', 'column',"
    " row_number() OVER (PARTITION BY attrelid ORDER BY attnum), format_type(atttypid, atttypmod),"
    " (SELECT collname FROM pg_collation l WHERE l.oid = attcollation),"
    " CASE WHEN attnotnull THEN 'not null' END, attidentity, attgenerated,"
    " pg_get_expr(adbin, adrelid)) FROM own JOIN pg_attribute ON attrelid = own.oid"
    " LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum"
    " WHERE relkind IN ('r', 'v', 'p', 'f', 'm') AND attnum > 0 AND NOT attisdropped",
    # That a column may not be null stands above; newer servers say it here as well.
    "SELECT conname, concat_ws(' ', 'constraint', conrelid::regclass, pg_get_constraintdef(c.oid),"
    " convalidated) FROM pg_constraint c JOIN own ON own.oid IN (conrelid, confrelid)"
    " WHERE contype <> 'n'",
    "SELECT relname, concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid, indisready, indislive)"
    " FROM own JOIN pg_index ON indexrelid = own.oid",
    # The server's own triggers, of foreign keys, have a number in their name.
    "SELECT coalesce(conname, tgname), concat_ws(' ', 'trigger', tgenabled, CASE WHEN tgisinternal"
    " THEN tgfoid::regproc::text ELSE pg_get_triggerdef(t.oid, true) END) FROM pg_trigger t"
    " JOIN own ON own.oid = tgrelid LEFT JOIN pg_constraint c ON c.oid = tgconstraint",
    "SELECT rulename, concat_ws(' ', 'rule', ev_enabled, pg_get_ruledef(r.oid)) FROM pg_rewrite r"
    " JOIN own ON own.oid = ev_class",
    "SELECT polname, 'policy' FROM pg_policy JOIN own ON own.oid = polrelid",
    "SELECT inhrelid::regclass::text, 'heir' FROM pg_inherits JOIN own"
    " ON own.oid IN (inhrelid, inhparent)",
    "SELECT proname, CASE WHEN prokind IN ('f', 'p') THEN pg_get_functiondef(p.oid)"
    " ELSE 'other' END FROM pg_proc p JOIN space s ON s.oid = pronamespace",
    "SELECT identity, type FROM space s JOIN pg_depend ON refobjid = s.oid"
    " AND refclassid = 'pg_namespace'::regclass"
    " AND classid NOT IN ('pg_class'::regclass, 'pg_proc'::regclass),"
    " pg_identify_object(classid, objid, objsubid)",
    "SELECT evtname, 'event trigger' FROM pg_event_trigger WHERE evtenabled <> 'D'",
    # What a table's bare name leads to.
    "SELECT shadow.oid::regclass::text, 'in the way of ' || own.relname FROM own"
    " JOIN pg_class shadow ON shadow.oid = to_regclass(own.relname) WHERE shadow.oid <> own.oid",
    "SELECT name, 'of another owner' FROM owned, keeper WHERE owner <> keeper.oid",
    "SELECT name, 'granted ' || privilege_type FROM owned, space, keeper, aclexplode(acl)"
    " WHERE grantee NOT IN (owner, keeper.oid, nspowner)"
    " AND privilege_type NOT IN ('SELECT', 'INSERT', 'USAGE')",
))  # fmt: skip
