"""The ledger: an append-only chain of records in an SQLite file or a PostgreSQL database."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from advisor.advice.advice import MOST, Advice
from advisor.advice.facts import Facts, one_line
from advisor.audit.consistency import knowledge_of, stored_advice
from advisor.audit.keeping import refuse_unless_kept
from advisor.audit.record import (
    GENESIS,
    SCHEMA,
    Personal,
    Record,
    canonical,
    columns,
    completed,
    mentions,
    salted,
    seal,
    written_time,
)
from advisor.audit.record_content import consultation, without_name
from advisor.audit.storage.blobs import put, put_texts
from advisor.audit.storage.connection import PATIENCE, Connection, Place
from advisor.audit.storage.schema import FOLLOWED, migrate, raise_version, strangers
from advisor.audit.storage.schema import version as schema_version
from advisor.audit.storage.store import Store, store
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.knowledge.knowledge import Knowledge

UNREADABLE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What comes of bytes that are not what they were written as."""

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time of a record."""
    return datetime.now(UTC)


@dataclass
class Ledger:
    """An open ledger. Use `writing` or `reading`; a record is on disk when its method returns.

    A place is a file's path, a database's address, or an SQLAlchemy engine, from whose pool the
    connection is taken for as long as the ledger is open. One ledger serves one thread at a time;
    any number of ledgers on one place may be open at once.
    """

    connection: Connection
    store: Store
    clock: Clock = utc_now

    @classmethod
    @contextmanager
    def writing(
        cls, place: Place, clock: Clock = utc_now, patience: float = PATIENCE
    ) -> Iterator["Ledger"]:
        """Open to append; made if it is not there. Others are waited for so many seconds. Raises
        AdvisorError.
        """
        keeper = store(place, patience)
        with keeper.in_words(), closing(keeper.connect()) as connection, _sound(connection, keeper):
            migrate(connection, keeper.name, keeper.dialect)
            yield cls(connection, keeper, clock)

    @classmethod
    @contextmanager
    def existing(cls, place: Place) -> Iterator["Ledger"]:
        """Open to append to a ledger that is there already. Raises AdvisorError."""
        with cls.reading(place):
            pass
        with cls.writing(place) as ledger:
            yield ledger

    @classmethod
    @contextmanager
    def reading(cls, place: Place, patience: float = PATIENCE) -> Iterator["Ledger"]:
        """Open to read; nothing is changed, and all that is read is one state of the ledger,
        whatever is appended meanwhile. Raises AdvisorError.
        """
        keeper = store(place, patience)
        with (
            keeper.in_words(),
            closing(keeper.connect_to_read()) as connection,
            _sound(connection, keeper),
        ):
            if not schema_version(connection, keeper.name, keeper.dialect):
                problem = Problem(keeper.name, None, said("ledger.empty"), said("ledger.begin"))
                raise AdvisorError([problem])
            ledger = cls(connection, keeper)
            with ledger.snapshot():
                yield ledger

    def record(
        self,
        knowledge: Knowledge,
        facts: Facts,
        advice: Advice,
        who: str | None = None,
        request: str | None = None,
        after: int | None = None,
    ) -> Record:
        """Append one consultation, with the full texts it rests on.

        `who` is free text and may be left out. `request` names the request that it answers, which
        may come again: when it was answered already, its record is returned and nothing appended.
        `after` is the number of the same PD's consultation before, if that is known. Raises
        AdvisorError; then nothing was appended.
        """
        content = consultation(knowledge, facts, advice)
        if after:
            content["after"] = after
        if request:
            content["request"] = request
        given = [p for p in (salted("who", one_line(who or "")), salted("pd", facts.name)) if p]
        with self.appending():
            if request and (earlier := self.answering(request)):
                return earlier
            if after:
                raise_version(self.connection, self.store.dialect, FOLLOWED)
            content["knowledge"]["texts"] = put_texts(self.connection, knowledge.texts)
            content["advice"] = put(self.connection, canonical(without_name(advice)))
            return self.append(content, given)

    @contextmanager
    def appending(self) -> Iterator[None]:
        """One transaction that no other process can write between; all of it or nothing.

        Inside another it is a part of that: all of the part or nothing, on disk with the whole.
        """
        begun = self.connection.in_transaction
        whole = self._part() if begun else self._transaction(self.store.dialect.write)
        with self.store.in_words(), whole:
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """One transaction in which all that is read is one state of the ledger."""
        if self.connection.in_transaction:
            yield
            return
        with self._transaction(self.store.dialect.read):
            yield

    @property
    def form(self) -> int:
        """The version of the ledger's form, which says what programs can open it."""
        return schema_version(self.connection, self.store.name, self.store.dialect)

    def rows(self, sql: str, *parameters: object) -> Any:
        """The rows of a query that may be long, as they come."""
        return self.store.rows(self.connection, sql, parameters)

    def append(self, content: dict[str, Any], personal: list[Personal]) -> Record:
        """Chain one record to the last, inside `appending`."""
        number, head = self.head()
        if number >= MOST:
            raise AdvisorError([_damaged(self.store, "ledger.no-number")])
        time = written_time(self.clock())
        chain = {"number": number + 1, "time": time, "previous": head}
        commitments = {item.field: item.commitment for item in personal}
        body = {"schema": SCHEMA, **content, **chain, "personal": commitments}
        record = seal(body)
        row = (*columns(body), record.text, record.hash)
        execute = self.connection.execute
        execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        found = [(*mention, number + 1) for mention in mentions(body)]
        self.connection.executemany("INSERT INTO mention VALUES (?, ?, ?, ?)", found)
        for item in personal:
            values = (number + 1, item.field, item.salt, item.text)
            execute("INSERT INTO personal VALUES (?, ?, ?, ?)", values)
        refuse_unless_kept(self.connection, self.store, row, found, personal)
        return record

    def answering(self, request: str) -> Record | None:
        """The consultation that answers the request of this name."""
        query = "SELECT record FROM mention WHERE kind = ? AND name = ?"
        row = self.connection.execute(query, ("request", request)).fetchone()
        return self.get(int(row[0])) if row else None

    def head(self) -> tuple[int, str]:
        """Number and hash of the last record; (0, the genesis hash) while there is none."""
        query = "SELECT number, hash FROM record ORDER BY number DESC LIMIT 1"
        row = self.connection.execute(query).fetchone()
        return (int(row[0]), str(row[1])) if row else (0, GENESIS)

    def get(self, number: int) -> Record:
        """The record of this number. Raises AdvisorError when there is none."""
        record = self.find(number)
        if record is None:
            last = self.head()[0]
            problem = Problem(str(number), None, said("ledger.no-record", last=last))
            raise AdvisorError([problem])
        return record

    def find(self, number: int) -> Record | None:
        """The record of this number, if there is one."""
        query = "SELECT body, hash FROM record WHERE number = ?"
        row = self.connection.execute(query, (number,)).fetchone()
        if row is None:
            return None
        ((_, record),) = completed(self.connection, [(number, *row)])
        return record

    def consultation(self, number: int) -> Record:
        """The consultation of this number. Raises AdvisorError, for a redaction too."""
        record = self.get(number)
        if record.kind != "consultation":
            raise AdvisorError([Problem(str(number), None, said("ledger.not-consultation"))])
        return record

    def consultations(self) -> Iterator[Record]:
        """Every consultation, oldest first."""
        query = "SELECT number, body, hash FROM record WHERE kind = ? ORDER BY number"
        rows = self.rows(query, "consultation")
        return (record for _, record in completed(self.connection, rows))

    def advice(self, record: Record) -> dict[str, Any]:
        """The advice as it was given, with the PD's name while it is still there.

        Raises DamagedError.
        """
        content = stored_advice(self.connection, record)
        name = record.personal.get("pd")
        return {**content, "pd": {"name": name}} if name else content

    def knowledge(self, record: Record) -> Knowledge:
        """The knowledge base that the consultation ran on, made again from its recorded texts.

        Raises DamagedError, or UnloadableError for texts that this program would not take.
        """
        return knowledge_of(self.connection, record)

    @contextmanager
    def _part(self) -> Iterator[None]:
        """All of what is done inside, or nothing of it but what was done before."""
        self.connection.execute("SAVEPOINT part")
        try:
            yield
            self.connection.execute("RELEASE part")
        except BaseException:
            # Not after errors when the database has undone the whole transaction itself.
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK TO part")
                self.connection.execute("RELEASE part")
            raise

    @contextmanager
    def _transaction(self, begin: tuple[str, ...]) -> Iterator[None]:
        """All of what is done inside, or nothing."""
        try:
            for statement in begin:
                self.connection.execute(statement)
            yield
            self.connection.execute("COMMIT")
        finally:
            # Not after a commit; nor after some errors, when the database has undone all itself.
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")


@contextmanager
def _sound(connection: Connection, store: Store) -> Iterator[None]:
    """Whatever reading damage leads to is told as damage, and not as a fault of ours."""
    try:
        yield
    except UNREADABLE as error:
        if store.dialect.damage(connection) or strangers(connection, store.dialect):
            raise AdvisorError([_damaged(store, "ledger.unsound")]) from error
        raise


def _damaged(store: Store, key: str) -> Problem:
    return Problem(store.name, None, said(key), said("ledger.verify-backup"))
