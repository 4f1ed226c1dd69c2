"""Questionnaires that people work on, each found by its link alone; only its hash is kept.

Every answer is a row of its own, so that two open windows do not undo each other's answers. What is
changed can be tied to what the change was made from (`Seen`): then it counts only while that holds.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    ForeignKey,
    Integer,
    String,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)

from advisor.advice.consultation import Consultation
from advisor.advice.facts import Facts, facts_from
from advisor.common.language import Said
from advisor.knowledge.phrase import Value
from advisor.knowledge.spelling import parse_answer
from advisor.knowledge.vocabulary import Vocabulary
from advisor.knowledge.vocabulary import written as as_text
from advisor.web.store.database import metadata
from advisor.web.store.moments import now, written

LINK_BYTES = 24
ABSENT = "none"
"""How an answer that was never given is written."""

draft = Table(
    "draft",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False, default=""),
    Column("touched", String(32), nullable=False),
    Column("record", Integer),
    Column("recorded", String(64)),
)
answer = Table(
    "answer",
    metadata,
    Column("draft", ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True),
    Column("term", String(100), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("value", String(100), nullable=False),
)
receipt = Table(
    # Apart, so that tables made before there were receipts need no conversion.
    "receipt",
    metadata,
    Column("draft", ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True),
    Column("hash", String(80), nullable=False),
)
renewal = Table(
    "renewal",
    metadata,
    Column("draft", ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True),
    Column("term", String(100), primary_key=True),
    Column("place", Integer, nullable=False),
)
NOT_YET = ""
"""Names, in place of a digest, that nothing is recorded since the consultation before."""


class GoneError(Exception):
    """There is no such questionnaire, or somebody has just deleted it."""


class ChangedError(Exception):
    """The questionnaire is not what the change was made from any more; nothing was written."""


@dataclass(frozen=True)
class Draft:
    """One questionnaire: `given` maps asked terms to values, None for "don't know", in the order
    answered. `record` is its last record in the ledger, if it has one, `recorded` the digest of
    what that was made of, and `receipt` its hash, None for a record made before hashes were kept.
    One that goes on from an earlier consultation begins with that one's record; of its answers the
    first `kept` came with it, and `renew` are the terms that are still to be asked again, in order.
    """

    link: str
    name: str
    given: dict[str, Value | None]
    record: int | None = None
    recorded: str | None = None
    receipt: str | None = None
    renew: tuple[str, ...] = ()
    kept: int = 0

    def facts(self, vocabulary: Vocabulary) -> Facts:
        """The facts, in vocabulary order."""
        ordered = {term: self.given[term] for term in vocabulary.asked if term in self.given}
        return facts_from(ordered, self.name or None)

    def written(self, term: str) -> str:
        """An answer as it is written: its value, `unknown` for "don't know", or `none`."""
        return as_text(self.given[term]) if term in self.given else ABSENT

    @property
    def digest(self) -> str:
        """Names what a record of the present answers would be made of."""
        return digest_of(self.name, self.given)

    @property
    def is_recorded(self) -> bool:
        """Whether the present answers are those of the last record."""
        return self.record is not None and self.recorded == self.digest

    @property
    def goes_on(self) -> bool:
        """Whether its record is that of the consultation before, and it has none of its own."""
        return self.record is not None and self.recorded == NOT_YET


Seen = Callable[[Draft], bool]
"""Whether a questionnaire still is as it was seen by whoever changes it."""


@dataclass(frozen=True)
class Drafts:
    """All questionnaires. What a method has written is on disk when it returns."""

    engine: Engine
    vocabulary: Vocabulary = field(repr=False)

    def begin(self, name: str = "", given: Mapping[str, Value | None] | None = None) -> str:
        """A new questionnaire; returns its link, which is kept nowhere."""
        link = secrets.token_urlsafe(LINK_BYTES)
        with self.engine.begin() as connection:
            row = {"key": key_of(link), "name": name, "touched": written(now())}
            number = connection.execute(insert(draft).values(row)).inserted_primary_key
            assert number is not None
            for term, value in (given or {}).items():
                put_answer(connection, number[0], term, value)
        return link

    def go_on(self, begun: Consultation, record: int, hash: str) -> str:
        """A new questionnaire from a consultation as it is begun, after the record of this number
        and hash; returns its link.
        """
        link = secrets.token_urlsafe(LINK_BYTES)
        row = {
            "key": key_of(link), "name": begun.name or "", "touched": written(now()),
            "record": record, "recorded": NOT_YET,
        }  # fmt: skip
        with self.engine.begin() as connection:
            made = connection.execute(insert(draft).values(row)).inserted_primary_key
            assert made is not None
            number, kept = made[0], [term for term in begun.given if term not in begun.renew]
            connection.execute(insert(receipt).values(draft=number, hash=hash))
            places = {term: place - len(kept) for place, term in enumerate(kept)}
            for term, value in begun.given.items():
                put_answer(connection, number, term, value, places.get(term))
            for place, term in enumerate(begun.renew):
                connection.execute(insert(renewal).values(draft=number, term=term, place=place))
        return link

    def find(self, link: str) -> Draft | None:
        """The questionnaire behind a link. Answers that the vocabulary has lost are left out."""
        with self.engine.connect() as connection:
            return self._read(connection, link)

    def answer(
        self, link: str, given: Mapping[str, Value | None], seen: Seen | None = None
    ) -> None:
        """Give or change answers; an answer's place in the order stays. Raises ChangedError."""
        with self.changing(link, seen) as (connection, number):
            for term, value in given.items():
                put_answer(connection, number, term, value)

    def withdraw(self, link: str, terms: Iterable[str], seen: Seen | None = None) -> None:
        """Take answers back, as if never given. Raises ChangedError."""
        with self.changing(link, seen) as (connection, number):
            which = (answer.c.draft == number) & answer.c.term.in_(list(terms))
            connection.execute(delete(answer).where(which))

    def rename(self, link: str, name: str, seen: Seen | None = None) -> None:
        """Give the PD's name. Raises ChangedError."""
        with self.changing(link, seen) as (connection, number):
            connection.execute(update(draft).where(draft.c.id == number).values(name=name))

    def note(self, seen: Draft, record: int, hash: str) -> None:
        """Note that the answers as they were seen stand in this record, which has this hash.

        A later record that another window noted meanwhile stays noted. Raises GoneError.
        """
        with self.engine.begin() as connection:
            number = _touch(connection, seen.link)
            before = draft.c.record.is_(None) | draft.c.record.in_((seen.record or 0, record))
            here = (draft.c.id == number) & (before | (draft.c.record < record))
            values = {"record": record, "recorded": seen.digest}
            if connection.execute(update(draft).where(here).values(values)).rowcount:
                connection.execute(delete(receipt).where(receipt.c.draft == number))
                connection.execute(insert(receipt).values(draft=number, hash=hash))

    def delete(self, link: str, seen: Seen | None = None) -> None:
        """Forget it with its answers; the ledger's records stay. Raises ChangedError."""
        with self.changing(link, seen) as (connection, number):
            connection.execute(delete(draft).where(draft.c.id == number))

    @contextmanager
    def changing(self, link: str, seen: Seen | None) -> Iterator[tuple[Connection, int]]:
        """A transaction in which nobody else changes it. Raises GoneError and ChangedError."""
        with self.engine.begin() as connection:
            number = _touch(connection, link)
            now_is = self._read(connection, link) if seen else None
            if seen and now_is and not seen(now_is):
                raise ChangedError
            yield connection, number

    def _read(self, connection: Connection, link: str) -> Draft | None:
        both = select(draft, receipt.c.hash).outerjoin(receipt)
        head = connection.execute(both.where(draft.c.key == key_of(link))).first()
        if head is None:
            return None
        query = select(answer.c.term, answer.c.value, answer.c.place)
        query = query.where(answer.c.draft == head.id)
        rows = connection.execute(query.order_by(answer.c.place, answer.c.term)).all()
        given = dict(self._given((row.term, row.value) for row in rows))
        kept = sum(row.place < 0 and row.term in given for row in rows)
        again = select(renewal.c.term).where(renewal.c.draft == head.id).order_by(renewal.c.place)
        renew = tuple(t for t in connection.execute(again).scalars() if t in self.vocabulary.asked)
        return Draft(link, head.name, given, head.record, head.recorded, head.hash, renew, kept)

    def _given(self, rows: Iterable[tuple[str, str]]) -> Iterable[tuple[str, Value | None]]:
        for term, text in rows:
            known = self.vocabulary.asked.get(term)
            value = parse_answer(known, text) if known else None
            if known and not isinstance(value, Said):
                yield term, value


def digest_of(name: str, given: Mapping[str, Value | None]) -> str:
    """Names a PD's name with its answers, in whatever order these were given."""
    lines = (f"{term}={as_text(value)}" for term, value in given.items())
    return sha256("\n".join((name, *sorted(lines))).encode()).hexdigest()


def key_of(link: str) -> str:
    """How the tables name a questionnaire."""
    return sha256(link.encode()).hexdigest()


def _touch(connection: Connection, link: str) -> int:
    """Mark as worked on; returns its number. Raises GoneError when there is none."""
    changed = update(draft).where(draft.c.key == key_of(link)).values(touched=written(now()))
    if not connection.execute(changed).rowcount:
        raise GoneError
    number: int = connection.execute(
        select(draft.c.id).where(draft.c.key == key_of(link))
    ).scalar_one()
    return number


def put_answer(
    connection: Connection, number: int, term: str, value: Value | None, place: int | None = None
) -> None:
    """Give or change one answer inside a transaction; it need not be asked again. A new answer
    stands at this place, or last.
    """
    text = as_text(value)
    again = (renewal.c.draft == number) & (renewal.c.term == term)
    connection.execute(delete(renewal).where(again))
    same = (answer.c.draft == number) & (answer.c.term == term)
    if connection.execute(update(answer).where(same).values(value=text)).rowcount:
        return
    if place is None:
        last = select(func.coalesce(func.max(answer.c.place), 0)).where(answer.c.draft == number)
        place = max(connection.execute(last).scalar_one(), 0) + 1
    row = {"draft": number, "term": term, "place": place, "value": text}
    connection.execute(insert(answer).values(row))
