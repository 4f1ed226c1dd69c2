"""The ledger: an append-only chain of records in one SQLite file."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from advisor import __version__
from advisor.advice import Advice
from advisor.audit.blobs import get, get_knowledge, put, put_texts
from advisor.audit.canonical import GENESIS, canonical
from advisor.audit.connection import Connection, connect, connect_to_read, in_words
from advisor.audit.personal import Personal, salted
from advisor.audit.record import SCHEMA, Record, columns, mentions, seal
from advisor.audit.schema import migrate
from advisor.audit.schema import version as schema_version
from advisor.errors import AdvisorError, Problem
from advisor.evaluator import evaluate
from advisor.facts import Facts, one_line
from advisor.knowledge import Knowledge
from advisor.language import said
from advisor.rule import Outcome

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time of a record."""
    return datetime.now(UTC)


@dataclass
class Ledger:
    """An open ledger. Use `writing` or `reading`; a record is on disk when its method returns."""

    connection: Connection
    path: Path
    clock: Clock = utc_now

    @classmethod
    @contextmanager
    def writing(cls, path: Path, clock: Clock = utc_now) -> Iterator["Ledger"]:
        """Open to append; made if it is not there. Raises AdvisorError."""
        with in_words(path):
            ledger = cls(connect(path), path, clock)
            try:
                migrate(ledger.connection, str(path))
                yield ledger
            finally:
                ledger.connection.close()

    @classmethod
    @contextmanager
    def existing(cls, path: Path) -> Iterator["Ledger"]:
        """Open to append to a ledger that is there already. Raises AdvisorError."""
        with cls.reading(path):
            pass
        with cls.writing(path) as ledger:
            yield ledger

    @classmethod
    @contextmanager
    def reading(cls, path: Path) -> Iterator["Ledger"]:
        """Open to read; the file is not changed. Raises AdvisorError."""
        with in_words(path):
            ledger = cls(connect_to_read(path), path)
            try:
                if not schema_version(ledger.connection, str(path)):
                    problem = Problem(str(path), None, said("ledger.empty"), said("ledger.begin"))
                    raise AdvisorError([problem])
                yield ledger
            finally:
                ledger.connection.close()

    def record(
        self,
        knowledge: Knowledge,
        facts: Facts,
        advice: Advice,
        who: str | None = None,
        request: str | None = None,
    ) -> Record:
        """Append one consultation, with the full texts it rests on.

        `who` is free text and may be left out. `request` names the request that it answers, which
        may come again: when it was answered already, its record is returned and nothing appended.
        Raises AdvisorError; then nothing was appended.
        """
        content = consultation(knowledge, facts, advice)
        if request:
            content["request"] = request
        given = [p for p in (salted("who", one_line(who or "")), salted("pd", facts.name)) if p]
        with self.appending():
            if request and (earlier := self.answering(request)):
                return earlier
            content["knowledge"]["texts"] = put_texts(self.connection, knowledge.texts)
            content["advice"] = put(self.connection, canonical(stored_advice(advice)))
            return self.append(content, given)

    @contextmanager
    def appending(self) -> Iterator[None]:
        """One transaction that no other process can write between; all of it or nothing."""
        with in_words(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise

    def append(self, content: dict[str, Any], personal: list[Personal]) -> Record:
        """Chain one record to the last, inside `appending`."""
        number, head = self.head()
        time = self.clock().astimezone(UTC).isoformat(timespec="milliseconds")
        chain = {"number": number + 1, "time": time.replace("+00:00", "Z"), "previous": head}
        commitments = {item.field: item.commitment for item in personal}
        record = seal({"schema": SCHEMA, **content, **chain, "personal": commitments})
        row = (*columns(record.body), record.text, record.hash)
        execute = self.connection.execute
        execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        found = [(*mention, number + 1) for mention in mentions(record.body)]
        self.connection.executemany("INSERT INTO mention VALUES (?, ?, ?, ?)", found)
        for item in personal:
            values = (number + 1, item.field, item.salt, item.text)
            execute("INSERT INTO personal VALUES (?, ?, ?, ?)", values)
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
        query = "SELECT body, hash FROM record WHERE number = ?"
        row = self.connection.execute(query, (number,)).fetchone()
        if row is None:
            last = self.head()[0]
            problem = Problem(str(number), None, said("ledger.no-record", last=last))
            raise AdvisorError([problem])
        return self.complete(row[0], row[1], number)

    def consultation(self, number: int) -> Record:
        """The consultation of this number. Raises AdvisorError, for a redaction too."""
        record = self.get(number)
        if record.kind != "consultation":
            raise AdvisorError([Problem(str(number), None, said("ledger.not-consultation"))])
        return record

    def consultations(self) -> Iterator[Record]:
        """Every consultation, oldest first."""
        query = "SELECT number, body, hash FROM record WHERE kind = ? ORDER BY number"
        for number, text, hash in self.connection.execute(query, ("consultation",)):
            yield self.complete(text, hash, number)

    def complete(self, text: str, hash: str, number: int) -> Record:
        """A record with the personal text that is still there."""
        query = "SELECT field, text FROM personal WHERE record = ?"
        personal = dict(self.connection.execute(query, (number,)).fetchall())
        redacted = "SELECT 1 FROM record WHERE about = ?"
        gone = self.connection.execute(redacted, (number,)).fetchone() is not None
        return Record(text, hash, personal, gone)

    def advice(self, record: Record) -> dict[str, Any]:
        """The advice as it was given, with the PD's name while it is still there."""
        content: dict[str, Any] = json.loads(get(self.connection, record.body["advice"]))
        name = record.personal.get("pd")
        return {**content, "pd": {"name": name}} if name else content

    def knowledge(self, record: Record) -> Knowledge:
        """The knowledge base that the consultation ran on, made again from its recorded texts."""
        return get_knowledge(self.connection, record.body["knowledge"]["texts"])

    def _roll_back(self) -> None:
        """Undo; after some errors SQLite has done so itself and refuses to do it twice."""
        try:
            self.connection.execute("ROLLBACK")
        except Exception as error:
            if "no transaction" not in str(error):
                raise


def stored_advice(advice: Advice) -> dict[str, Any]:
    """The advice without the PD's name."""
    return {**advice.as_json(), "pd": {}}


def consultation(knowledge: Knowledge, facts: Facts, advice: Advice) -> dict[str, Any]:
    """What a consultation's record holds, but for its place in the chain and what is stored apart.

    The outcome of every rule is the evaluator's, to which the engine's was held before the advice
    was given.
    """
    outcomes = evaluate(knowledge, facts.answers).outcomes
    return {
        "kind": "consultation",
        "status": advice.status,
        "answers": dict(facts.answers),
        "not_known": list(facts.not_known),
        "steps": [step.step for step in advice.steps],
        "fired": [rule for rule, outcome in outcomes.items() if outcome is Outcome.APPLIES],
        "rejected": [rule for rule, outcome in outcomes.items() if outcome is Outcome.REJECTED],
        "undecided": [rule for rule, outcome in outcomes.items() if outcome is Outcome.UNDECIDED],
        "program": {"advisor": __version__, "experta": version("experta")},
        "knowledge": {"version": knowledge.version, "digest": knowledge.digest},
    }
