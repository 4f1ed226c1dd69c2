"""What somebody writes about a step, as a note; what is wrong with it is told at its field."""

import json
import re
from collections.abc import Mapping
from datetime import date
from hashlib import sha256

from advisor.advice.facts import one_line
from advisor.advice.notes import STATUSES, Note, Status, as_json
from advisor.common.language import LANGUAGES, Said, encodable, said, shortened
from advisor.common.messages import word
from advisor.common.text import Text
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.presentation.dates import day
from advisor.presentation.notes import status_word

LONGEST = {"person": 200, "evidence": 2000, "reason": 500}
"""The most letters of each text."""
FIELDS = ("status", "person", "due", "evidence", "reason")
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
"""What lies outside is a slip of the pen."""
_NUMBERS = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WORDS = re.compile(r"(\d{1,2})\s+(\w+)\s+(\d{4})")


def note_of(
    given: Mapping[str, str], was: Note, since: date | None
) -> tuple[Note, dict[str, Said]]:
    """The note that these texts make, by field, and what is wrong, by field.

    `was` is what is noted now: a day that stays is not held against `since`, before which no other
    may lie.
    """
    wrong: dict[str, Said] = {}
    texts = {name: _lines(given.get(name, ""), name, wrong) for name in LONGEST}
    status = status_of(given.get("status", ""))
    if isinstance(status, Said):
        wrong["status"], status = status, was.status
    due = day_of(given.get("due", ""))
    if isinstance(due, Said):
        wrong["due"], due = due, None
    elif due and due != was.due and (early := _too_early(due, since)):
        wrong["due"] = early
    if status == "dropped" and not texts["reason"]:
        wrong.setdefault("reason", said("noting.no-reason"))
    note = Note(texts["person"], due, texts["evidence"], status, texts["reason"])
    return note, {name: wrong[name] for name in FIELDS if name in wrong}


def status_of(text: str) -> Status | Said:
    """The status of this name, or word in either language; nothing is not begun."""
    plain = one_line(text).casefold()
    for status in STATUSES:
        if plain in (status, *(status_word(status, lang).casefold() for lang in LANGUAGES)):
            return status
    return said("noting.status", given=shortened(one_line(text))) if plain else "not-begun"


def day_of(text: str) -> date | Said | None:
    """The day that is written as 31/03/2026, 31 Maret 2026 or 2026-03-31; None for nothing."""
    plain = one_line(text)
    if not plain:
        return None
    try:
        if found := _ISO.fullmatch(plain):
            at = date(*map(int, found.groups()))
        elif found := _NUMBERS.fullmatch(plain):
            at = date(*map(int, reversed(found.groups())))
        elif (found := _WORDS.fullmatch(plain)) and (month := _month(found[2])):
            at = date(int(found[3]), month, int(found[1]))
        else:
            return said("noting.day", given=shortened(plain))
    except ValueError:
        return said("noting.day", given=shortened(plain))
    return at


def mark(note: Note) -> str:
    """Names what is noted, so that a form can say what it was made from."""
    return sha256(json.dumps(as_json({"": note}), sort_keys=True).encode()).hexdigest()[:16]


def done_term(knowledge: Knowledge, step: str) -> str | None:
    """The answer that says that a step is done."""
    known = knowledge.steps.get(step)
    return known.done_by if known else None


def effective(
    knowledge: Knowledge, answers: Mapping[str, Value | None], notes: Mapping[str, Note]
) -> dict[str, Note]:
    """The notes with the status that the answers give: done is what is answered to be done."""
    return {
        step: Note(note.person, note.due, note.evidence, "done", note.reason)
        if (term := done_term(knowledge, step)) and answers.get(term) is True
        else note
        for step, note in notes.items()
    }


def _too_early(due: date, since: date | None) -> Said | None:
    if not EARLIEST <= due < LATEST:
        return said("noting.day-far", first=EARLIEST.year, last=LATEST.year - 1)
    if since and due < since:
        return said("noting.early", at=Text(id=day(since, "id"), en=day(since, "en")))
    return None


def _month(name: str) -> int | None:
    for language in LANGUAGES:
        months = word("dates.months", language).casefold().split()
        plain = name.casefold()
        found = [
            n for n, month in enumerate(months, 1) if len(plain) > 2 and month.startswith(plain)
        ]
        if len(found) == 1:
            return found[0]
    return None


def _lines(text: str, name: str, wrong: dict[str, Said]) -> str:
    """The text without what no one can see; only evidence may have several lines."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if not encodable(plain) or any(not c.isprintable() and c != "\n" for c in plain):
        wrong[name] = said("noting.signs")
        return ""
    lines = [" ".join(line.split()) for line in plain.split("\n")]
    kept = "\n".join(lines).strip() if name == "evidence" else " ".join(filter(None, lines))
    if len(kept) > LONGEST[name]:
        wrong[name] = said("noting.long", most=LONGEST[name], count=len(kept))
    return kept
