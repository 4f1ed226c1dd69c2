"""Notes in the database: what is noted on a step stays, whatever is answered."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.advice.notes import STATUSES, Note, as_json, from_json
from advisor.web.store.database import open_database
from advisor.web.store.drafts import ChangedError, Drafts, GoneError
from advisor.web.store.notes import Followed, Notebook
from advisor.web.store.schema import prepare

STEP, OTHER = "form-work-team", "consult-stakeholders"
WHOLE = Note("Ibu Maria", date(2026, 3, 31), "SK No. 12", "under-way", "menunggu anggaran")
NOTES = st.builds(
    Note,
    person=st.text(max_size=20),
    due=st.none() | st.dates(),
    evidence=st.text(max_size=20),
    status=st.sampled_from(STATUSES),
    reason=st.text(max_size=20),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def notes(request, tmp_path, knowledge):
    """The same on both databases."""
    file = f"sqlite:///{tmp_path / 'web.db'}"
    url = file if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine = open_database(url)
    prepare(engine)
    yield Notebook(Drafts(engine, knowledge.vocabulary))
    engine.dispose()


def test_a_note_is_found_again_whole(notes):
    link = notes.drafts.begin("Dinas A")
    assert notes.of(link) == {}
    notes.put(link, STEP, WHOLE)
    assert notes.of(link) == {STEP: WHOLE}
    notes.put(link, OTHER, Note(person="Pak Yosef"))
    notes.put(link, STEP, Note(status="dropped", reason="tidak ada tim"))
    assert notes.of(link) == {
        STEP: Note(status="dropped", reason="tidak ada tim"), OTHER: Note(person="Pak Yosef"),
    }  # fmt: skip


def test_answers_that_change_leave_notes_as_they_are(notes, knowledge):
    link = notes.drafts.begin()
    notes.put(link, STEP, WHOLE)
    for term in knowledge.vocabulary.asked.values():
        notes.drafts.answer(link, {term.name: term.values[0]})
    notes.drafts.withdraw(link, knowledge.vocabulary.asked)
    notes.drafts.rename(link, "Dinas B")
    assert notes.of(link) == {STEP: WHOLE}


def test_who_changes_a_note_that_another_changed_meanwhile_changes_nothing(notes):
    link = notes.drafts.begin()
    mine = notes.of(link).get(STEP, Note())
    notes.put(link, STEP, WHOLE, lambda now: now == mine)
    with pytest.raises(ChangedError):
        notes.put_all(
            link,
            {STEP: Note(person="Pak Yosef"), OTHER: WHOLE},
            {STEP: lambda now: now == mine, OTHER: lambda now: now == Note()},
            {"work_team_formed": True},
        )
    assert notes.of(link) == {STEP: WHOLE}
    assert notes.drafts.find(link).given == {}


def test_notes_go_with_their_questionnaire_and_with_it_only(notes):
    link, other = notes.drafts.begin(), notes.drafts.begin()
    notes.put(link, STEP, WHOLE)
    notes.put(other, STEP, WHOLE)
    notes.drafts.delete(link)
    assert notes.of(link) == {}
    assert notes.of(other) == {STEP: WHOLE}
    with pytest.raises(GoneError):
        notes.put(link, STEP, WHOLE)
    with notes.drafts.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM note").scalar_one() == 1


def test_what_was_recorded_last_is_kept_as_it_was_then(notes):
    link, other = notes.drafts.begin(), notes.drafts.begin()
    notes.put(link, STEP, WHOLE)
    assert notes.followed(link) is None
    for number in (7, 9):
        notes.follow(link, Followed(number, f"sha256:{number}", notes.of(link)))
    notes.put(link, STEP, Note())
    assert notes.followed(link) == Followed(9, "sha256:9", {STEP: WHOLE})
    assert notes.followed(other) is None


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(notes=st.dictionaries(st.text(max_size=9), NOTES, max_size=4))
def test_any_notes_go_round_as_json(notes):
    assert from_json(as_json(notes)) == notes


@pytest.mark.parametrize(
    "content",
    [1, {"a": 1}, {"a": {"status": "finished"}}, {"a": {"due": "soon"}}, {"a": {"person": None}}],
)
def test_what_are_no_notes_is_told_from_notes(content):
    with pytest.raises(ValueError, match="validation error"):
        from_json(content)
