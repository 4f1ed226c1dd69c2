"""What is noted on the steps of a questionnaire's plan, whether the plan has the step now or not.

No answer is read from a note, and no change of an answer touches one.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from operator import eq

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
)

from advisor.advice.notes import Note, Notes, as_json, from_json
from advisor.knowledge.phrase import Value
from advisor.web.store.database import metadata
from advisor.web.store.drafts import ChangedError, Drafts, draft, key_of, put_answer

note = Table(
    "note",
    metadata,
    Column("draft", ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True),
    Column("step", String(100), primary_key=True),
    Column("person", String(200), nullable=False),
    Column("due", String(10)),
    Column("evidence", String(2000), nullable=False),
    Column("status", String(16), nullable=False),
    Column("reason", String(500), nullable=False),
)
followed = Table(
    "followed",
    metadata,
    Column("draft", ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True),
    Column("record", Integer, nullable=False),
    Column("hash", String(80), nullable=False),
    Column("notes", Text, nullable=False),
)
Seen = Callable[[Note], bool]
"""Whether a step's note still is as it was seen by whoever changes it."""


def still(note: Note) -> Seen:
    """That a step's note is this one."""
    return partial(eq, note)


@dataclass(frozen=True)
class Followed:
    """The follow-up of a questionnaire that was recorded last: its number and hash, and the notes
    as they were then.
    """

    record: int
    hash: str
    notes: Notes


@dataclass(frozen=True)
class Notebook:
    """The notes of all questionnaires. What a method has written is on disk when it returns."""

    drafts: Drafts

    def of(self, link: str) -> Notes:
        """The notes of one questionnaire, by step; none for a link that leads nowhere."""
        here = select(draft.c.id).where(draft.c.key == key_of(link))
        with self.drafts.engine.connect() as connection:
            number = connection.execute(here).scalar_one_or_none()
            return _read(connection, number) if number is not None else {}

    def put(self, link: str, step: str, given: Note, seen: Seen | None = None) -> None:
        """Note this on a step in place of what was noted. Raises ChangedError and GoneError."""
        self.put_all(link, {step: given}, {step: seen} if seen else {})

    def put_all(
        self,
        link: str,
        given: Notes,
        seen: Mapping[str, Seen],
        answers: Mapping[str, Value | None] | None = None,
    ) -> None:
        """Note all this, and give these answers; all of it or nothing.

        Raises ChangedError when any note is not as it was seen, and GoneError.
        """
        with self.drafts.changing(link, None) as (connection, number):
            before = _read(connection, number)
            if not all(holds(before.get(step, Note())) for step, holds in seen.items()):
                raise ChangedError
            for step, item in given.items():
                _put(connection, number, step, item)
            for term, value in (answers or {}).items():
                put_answer(connection, number, term, value)

    def followed(self, link: str) -> Followed | None:
        """The follow-up recorded last; None while there is none."""
        query = select(followed).join(draft).where(draft.c.key == key_of(link))
        with self.drafts.engine.connect() as connection:
            row = connection.execute(query).first()
        return Followed(row.record, row.hash, from_json(json.loads(row.notes))) if row else None

    def follow(self, link: str, done: Followed) -> None:
        """Keep that this follow-up was recorded. Raises GoneError."""
        row = {"record": done.record, "hash": done.hash, "notes": json.dumps(as_json(done.notes))}
        with self.drafts.changing(link, None) as (connection, number):
            connection.execute(delete(followed).where(followed.c.draft == number))
            connection.execute(insert(followed).values(row | {"draft": number}))


def _read(connection: Connection, number: int) -> dict[str, Note]:
    rows = connection.execute(select(note).where(note.c.draft == number).order_by(note.c.step))
    return {
        row.step: Note(
            row.person,
            date.fromisoformat(row.due) if row.due else None,
            row.evidence,
            row.status,
            row.reason,
        )
        for row in rows
    }


def _put(connection: Connection, number: int, step: str, given: Note) -> None:
    """Keep it; a note that says nothing is no row."""
    same = (note.c.draft == number) & (note.c.step == step)
    connection.execute(delete(note).where(same))
    if given != Note():
        due = given.due.isoformat() if given.due else None
        row = {**asdict(given), "draft": number, "step": step, "due": due}
        connection.execute(insert(note).values(row))
