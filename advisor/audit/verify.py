"""Verification: whether the ledger still is what was written, as far as it can tell by itself.

Whoever can write to the file can also compute a whole new chain. Only a checkpoint kept elsewhere
shows that, and only for the records up to it.
"""

import zlib
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from advisor.audit.checkpoint import Checkpoint
from advisor.audit.ledger import Ledger
from advisor.audit.record import GENESIS, Mention, Personal, Record, columns, mentions, sha256
from advisor.audit.storage.blobs import UnloadableError, get_knowledge
from advisor.audit.storage.schema import strangers
from advisor.common.errors import AdvisorError
from advisor.common.language import Language, Said, said
from advisor.common.messages import put


def span(first: int, last: int) -> Said:
    """`records 3 to 7`, `record 3`, or that there is none."""
    if last < first:
        return said("ledger.records-none")
    if first == last:
        return said("ledger.records-one", number=first)
    return said("ledger.records-many", first=first, last=last)


Progress = Callable[[int], None]


@dataclass
class Verification:
    """What a verification found.

    `problems` are in the order of the records; `notes` tell what could not be checked. `size`
    records were read and `head` is the last one's hash; `uncovered` counts the records after the
    checkpoint, None without a checkpoint.
    """

    size: int = 0
    head: str = GENESIS
    problems: list[Said] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)
    agrees: bool | None = None
    uncovered: int | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing was found."""
        return not self.problems

    def as_json(self, language: Language) -> dict[str, Any]:
        """`verification/1`, with the problems in words of one language."""
        return {
            "schema": "verification/1",
            "whole": self.whole,
            "records": self.size,
            "head": self.head,
            "problems": [put(problem, language) for problem in self.problems],
            "notes": [put(note, language) for note in self.notes],
            "agrees": self.agrees,
            "uncovered": self.uncovered,
        }


def verify(
    ledger: Ledger,
    checkpoint: Checkpoint | None = None,
    progress: Progress | None = None,
    earlier: Iterable[Checkpoint] = (),
) -> Verification:
    """Check every record, every text and every index entry, and the checkpoint if there is one;
    the ledger must agree with `earlier` ones, too.

    All of it is read from one state of the ledger, whatever is appended meanwhile.
    """
    with ledger.snapshot():
        return _Verifying(ledger, checkpoint, progress, earlier).run()


@dataclass
class _Verifying:
    ledger: Ledger
    checkpoint: Checkpoint | None
    progress: Progress | None
    earlier: Iterable[Checkpoint]
    found: Verification = field(default_factory=Verification)
    at_checkpoint: str = GENESIS
    heads: dict[int, str] = field(default_factory=dict)
    indexed: "dict[Mention, array[int]]" = field(default_factory=lambda: defaultdict(_numbers))
    commitments: dict[tuple[int, str], str] = field(default_factory=dict)
    redacted: set[int] = field(default_factory=set)
    unread: set[int] = field(default_factory=set)
    advices: dict[str, int] = field(default_factory=dict)
    bases: dict[str, tuple[str, int]] = field(default_factory=dict)

    def run(self) -> Verification:
        self.heads = {seen.size: "" for seen in self.earlier}
        self.database()
        rows = self.ledger.rows(
            "SELECT number, time, kind, status, about, knowledge, body, hash"
            " FROM record ORDER BY number"
        )
        for *repeated, text, hash in rows:
            self.link(tuple(repeated), text, hash)
        self.contents()
        self.personal()
        self.index()
        self.against_checkpoint()
        self.against_earlier()
        return self.found

    def database(self) -> None:
        """What the database itself says of its files, and all that was made of other things."""
        connection, dialect = self.ledger.connection, self.ledger.store.dialect
        damage = dialect.damage(connection)
        if damage is None:
            self.found.notes.append(said("integrity.unchecked"))
        for finding in damage or ():
            self.say("database", finding=finding)
        for name in strangers(connection, dialect):
            self.say("guard", name=name)

    def say(self, name: str, /, **parameters: object) -> None:
        self.found.problems.append(said(f"integrity.{name}", **parameters))

    def link(self, repeated: tuple[object, ...], text: str, hash: str) -> None:
        """One record: numbered without a gap, unchanged, chained to the one before."""
        number, expected = repeated[0], self.found.size + 1
        assert isinstance(number, int)
        if number != expected:
            self.say("gap", records=span(expected, number - 1))
        record = Record(number, text, hash)
        body = record.body if record.readable else None
        if sha256(text.encode()) != hash or (body and columns(body) != repeated):
            self.say("changed", number=number)
        elif body is None:
            self.say("unreadable", number=number)
        if body is None:
            self.unread.add(number)
        else:
            if number == expected and body["previous"] != self.found.head:
                self.say("unchained", number=number, before=number - 1)
            self.note(number, body)
        self.found.size, self.found.head = number, hash
        if self.checkpoint and number == self.checkpoint.size:
            self.at_checkpoint = hash
        if number in self.heads:
            self.heads[number] = hash
        if self.progress:
            self.progress(number)

    def note(self, number: int, body: dict[str, Any]) -> None:
        """What the record says must stand elsewhere in the ledger."""
        for mention in mentions(body):
            self.indexed[mention].append(number)
        for name, commitment in body["personal"].items():
            self.commitments[number, name] = commitment
        if body["kind"] == "redaction":
            self.redaction(number, body["about"], body["removed"])
        if body["kind"] == "consultation":
            self.advices.setdefault(body["advice"], number)
            knowledge = body["knowledge"]
            self.bases.setdefault(knowledge["texts"], (knowledge["digest"], number))

    def redaction(self, number: int, about: int, removed: list[str]) -> None:
        """What a redaction removed is what an earlier record had."""
        self.redacted.add(about)
        had = [(about, name) in self.commitments for name in removed]
        if about not in self.unread and not (had and all(had)):
            self.say("redaction", number=number, about=about)

    def contents(self) -> None:
        """Every advice and every text, each named by a record; each knowledge base made again."""
        texts = self.texts()
        for digest, content in self.ledger.rows("SELECT digest, content FROM blob ORDER BY id"):
            number = self.advices.pop(digest, None)
            if number and not _intact(digest, content):
                self.say("advice", number=number)
            # What a record that cannot be read named is not known.
            if not number and digest not in texts and not self.unread:
                self.say("stray", name=digest)
        for number in sorted(self.advices.values()):
            self.say("advice", number=number)
        for manifest, (digest, number) in self.bases.items():
            try:
                whole = get_knowledge(self.ledger.connection, manifest).digest == digest
            except UnloadableError as error:
                note = said("integrity.unloadable", number=number, reason=error.reason)
                self.found.notes.append(note)
                continue
            except AdvisorError:
                whole = False
            if not whole:
                self.say("texts", number=number)

    def texts(self) -> set[str]:
        """The digests of all rule texts, of editions that a record names."""
        rows = self.ledger.rows("SELECT manifest, blob FROM manifest ORDER BY 1, 2")
        lists: dict[str, set[str]] = defaultdict(set)
        for manifest, digest in rows:
            lists[manifest].add(digest)
        if not self.unread:
            for manifest in lists.keys() - self.bases.keys():
                self.say("edition", name=manifest)
        return set().union(*lists.values())

    def personal(self) -> None:
        """Personal text: unchanged, or gone with a redaction that stands in the chain."""
        query = "SELECT record, field, salt, text FROM personal ORDER BY record, field"
        for number, name, salt, text in self.ledger.rows(query):
            if number in self.unread:
                continue
            commitment = self.commitments.pop((number, name), None)
            if commitment != Personal(name, salt, text).commitment:
                self.say("personal", number=number)
            elif number in self.redacted:
                self.say("unredacted", number=number)
        for number, _ in self.commitments:
            if number not in self.redacted:
                self.say("personal-gone", number=number)

    def index(self) -> None:
        """The index says of each rule, step and answer exactly what the records say."""
        query = "SELECT kind, name, value, record FROM mention ORDER BY 1, 2, 3, 4"
        found: dict[Mention, array[int]] = defaultdict(_numbers)
        for kind, name, value, number in self.ledger.rows(query):
            # What a record that cannot be read was found by is not known: it is named already.
            if number not in self.unread:
                found[kind, name, value].append(number)
        for mention in sorted(found.keys() | self.indexed.keys()):
            if found.get(mention) != self.indexed.get(mention):
                self.say("index", name=" ".join(mention[1:]).strip())

    def against_checkpoint(self) -> None:
        """The ledger still begins with what the checkpoint saw."""
        if not (seen := self.checkpoint):
            return
        self.found.uncovered = max(self.found.size - seen.size, 0)
        self.found.agrees = self.found.size >= seen.size and self.at_checkpoint == seen.head
        if self.found.size < seen.size:
            self.say("truncated", size=self.found.size, seen=seen.size)
        elif self.at_checkpoint != seen.head:
            self.say("other-chain", records=span(1, seen.size))

    def against_earlier(self) -> None:
        """Whoever can add a checkpoint of a new chain cannot take those before it out of a place
        to which they can only add.
        """
        for seen in self.earlier:
            if seen != self.checkpoint and seen.size and self.heads[seen.size] != seen.head:
                self.say("earlier", time=seen.time, records=span(1, seen.size))
                return


def _numbers() -> "array[int]":
    return array("Q")


def _intact(digest: str, content: bytes) -> bool:
    try:
        return sha256(zlib.decompress(content)) == digest
    except (zlib.error, TypeError):
        return False
