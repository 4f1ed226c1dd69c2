"""One record's proof: whether it is what was written, and how it hangs in the chain.

This reads the record and its two neighbours only. That the chain as a whole is unbroken, and that
it was not computed anew, is for `verify` and a checkpoint to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.audit.ledger import Ledger
from advisor.audit.record import GENESIS, Personal, Record, columns, mentions, sha256
from advisor.audit.storage.blobs import get, get_knowledge
from advisor.common.errors import AdvisorError
from advisor.common.language import Said, said


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: what it is, and whether it holds."""

    about: Said
    holds: bool


def proof(ledger: Ledger, number: int) -> tuple[Check, ...]:
    """Everything that can be checked of one record by itself. Raises AdvisorError without one."""
    record = ledger.get(number)
    return tuple(_Proving(ledger, record, number).checks())


@dataclass(frozen=True)
class _Proving:
    ledger: Ledger
    record: Record
    number: int

    def checks(self) -> Iterator[Check]:
        yield _check("hash", sha256(self.record.text.encode()) == self.record.hash)
        if not self.record.readable:
            yield _check("readable", False)
            return
        body = self.record.body
        yield _check("columns", self.repeated() == columns(body))
        before, after = self.neighbours(body)
        yield before
        yield from after
        yield _check("index", self.findable(body))
        yield from self.contents(body) if body["kind"] == "consultation" else ()
        yield from self.personal(body["personal"])

    def repeated(self) -> tuple[object, ...]:
        query = "SELECT number, time, kind, status, about, knowledge FROM record WHERE number = ?"
        return tuple(self.ledger.connection.execute(query, (self.number,)).fetchone())

    def neighbours(self, body: dict[str, object]) -> tuple[Check, tuple[Check, ...]]:
        query = "SELECT hash, body FROM record WHERE number = ?"
        execute = self.ledger.connection.execute
        earlier = execute(query, (self.number - 1,)).fetchone()
        head = earlier[0] if earlier else GENESIS
        linked = body["previous"] == head and bool(earlier) == (self.number > 1)
        before = said("proof.before", number=self.number - 1) if earlier else said("proof.first")
        later = execute(query, (self.number + 1,)).fetchone()
        if later is None:
            last = self.ledger.head()[0] == self.number
            return Check(before, linked), (Check(said("proof.last"), last),)
        after = said("proof.after", number=self.number + 1)
        return Check(before, linked), (Check(after, self.follows(later[1], later[0])),)

    def follows(self, text: str, hash: str) -> bool:
        """Whether the next record names this one as its predecessor."""
        record = Record(self.number + 1, text, hash)
        return record.readable and bool(record.body["previous"] == self.record.hash)

    def findable(self, body: dict[str, object]) -> bool:
        """Whether the index leads to the record from everything that the record holds."""
        query = "SELECT 1 FROM mention WHERE kind = ? AND name = ? AND value = ? AND record = ?"
        found = ((*mention, self.number) for mention in mentions(body))
        return all(self.ledger.connection.execute(query, key).fetchone() for key in found)

    def contents(self, body: dict[str, dict[str, str]]) -> Iterator[Check]:
        """The advice and the rules that the record names by their digests."""
        yield _check("advice", self.there(str(body["advice"])))
        try:
            knowledge = get_knowledge(self.ledger.connection, body["knowledge"]["texts"])
            yield _check("texts", knowledge.digest == body["knowledge"]["digest"])
        except AdvisorError:
            yield _check("texts", False)

    def there(self, digest: str) -> bool:
        try:
            return bool(get(self.ledger.connection, digest))
        except AdvisorError:
            return False

    def personal(self, commitments: dict[str, str]) -> Iterator[Check]:
        """Personal text: what was committed to, or gone by a recorded redaction."""
        query = "SELECT field, salt, text FROM personal WHERE record = ? ORDER BY field"
        rows = self.ledger.connection.execute(query, (self.number,)).fetchall()
        kept = {row[0]: Personal(*row).commitment for row in rows}
        if not commitments and not kept:
            return
        if self.record.redacted:
            yield _check("redacted", not kept)
        else:
            yield _check("personal", kept == commitments)


def _check(name: str, holds: bool) -> Check:
    return Check(said(f"proof.{name}"), holds)
