"""What is written about a step becomes a note, or each mistake is told at its field."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.advice.notes import STATUSES, Note
from advisor.common.language import LANGUAGES, Said
from advisor.common.messages import put
from advisor.follow_up.noting import FIELDS, LONGEST, day_of, mark, note_of, status_of
from advisor.presentation.dates import day
from advisor.presentation.notes import status_word

SINCE = date(2026, 3, 1)


def wrong(was=Note(), **given):  # noqa: B008
    return {name: message.key for name, message in note_of(given, was, SINCE)[1].items()}


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_is_understood_as_people_and_programs_write_it(at):
    written = (
        at.isoformat(),
        f"{at.day}/{at.month}/{at.year}",
        f"{at.day:02}-{at.month:02}-{at.year}",
    )
    for text in (*written, *(day(at, language).upper() for language in LANGUAGES)):
        assert day_of(f" {text} ") == at


@pytest.mark.parametrize(
    "text", ["31/02/2026", "2026", "besok", "1 Ma 2026", "3/2026", "13/13/2026"]
)
def test_what_is_no_day_is_told(text):
    assert isinstance(day_of(text), Said)


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_is_understood_by_its_name_and_its_words(status):
    words = (status, *(status_word(status, language) for language in LANGUAGES))
    assert {status_of(text.upper()) for text in words} == {status}
    assert status_of(" ") == "not-begun"


def test_each_mistake_is_told_at_its_field():
    assert wrong(status="dropped") == {"reason": "noting.no-reason"}
    assert wrong(status="dropped", reason="dana") == {}
    assert wrong(due="2026-02-28") == {"due": "noting.early"}
    assert wrong(due="2026-03-01") == {}
    assert wrong(due="0206-03-01", status="entah") == {
        "status": "noting.status",
        "due": "noting.day-far",
    }
    assert wrong(due="2026-02-28", was=Note(due=date(2026, 2, 28))) == {}
    assert wrong(person="a\x00", evidence="b\x1b[2J", reason="\ud800") == dict.fromkeys(
        LONGEST, "noting.signs"
    )
    for name, most in LONGEST.items():
        assert wrong(**{name: "x" * most}) == {}
        assert wrong(**{name: "x" * (most + 1)}) == {name: "noting.long"}


@given(st.fixed_dictionaries({name: st.text(max_size=30) for name in FIELDS}))
def test_whatever_is_sent_gives_a_note_that_can_be_kept_or_is_told(sent):
    note, told = note_of(sent, Note(), SINCE)
    for name, message in told.items():
        assert name in FIELDS
        assert all(put(message, language) for language in LANGUAGES)
    again, told_again = note_of(
        {"person": note.person, "evidence": note.evidence, "reason": note.reason,
         "status": note.status, "due": note.due.isoformat() if note.due else ""}, note, SINCE,
    )  # fmt: skip
    assert again == note
    assert set(told_again) <= {"due", "reason"}


def test_a_note_is_told_from_any_other():
    notes = [Note(), Note("a"), Note(evidence="a"), Note(due=SINCE), Note(status="done")]
    assert len({mark(note) for note in notes}) == len(notes)
    assert mark(Note("a")) == mark(Note("a"))
