"""`advisor follow-up`: each change is shown, then counts: plan, answers and ledger agree."""

from datetime import date, timedelta

import pytest

from advisor.advice.facts import read_facts
from advisor.advice.notes import Note
from advisor.audit.checkpoints import kept_checkpoints
from advisor.audit.follow_up import follow_ups, noted
from advisor.audit.ledger import Ledger
from advisor.audit.verify import verify
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.follow_up.filled import read_filled
from tests.commands import run
from tests.follow_up.workbooks import EXAMPLE, Book

SOON = date.today() + timedelta(30)


@pytest.fixture
def place(tmp_path):
    """A folder with a plan that was recorded as record 1."""
    ledger = ("--ledger", str(tmp_path / "l.db"), "--lang", "id")
    done = run("report", EXAMPLE, "-o", tmp_path / "plan.xlsx", *ledger)
    assert done.returncode == 0, done.stderr
    return tmp_path


def follow(place, *options, name="plan.xlsx", new="new.xlsx"):
    ledger = ("--ledger", str(place / "l.db"), "--lang", "id")
    done = run("follow-up", place / name, "-o", place / new, *ledger, *options)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def filled_in(place, name="plan.xlsx", **cells):
    book = Book((place / name).read_bytes())
    book.fill(1, **(cells or {"person": "Ibu Maria", "status": "Sedang berjalan", "due": SOON}))
    (place / name).write_bytes(book.saved())
    return book.cell(1, "step").value


def read(place, knowledge, name="new.xlsx"):
    return read_filled((place / name).read_bytes(), name, knowledge)


def test_nothing_counts_before_it_is_agreed_to(place):
    title = filled_in(place)
    code, out, _ = follow(place)
    assert code == 0
    assert title in out
    assert "Penanggung jawab: Pejabat" not in out
    assert "Penanggung jawab: – → Ibu Maria" in out
    assert "Belum dimulai → Sedang berjalan" in out
    assert "--yes" in out
    assert not (place / "new.xlsx").exists()
    with Ledger.reading(place / "l.db") as ledger:
        assert ledger.head()[0] == 1


def test_what_is_agreed_to_stands_in_the_new_plan_and_in_the_ledger(place, knowledge):
    filled_in(place)
    code, out, err = follow(place, "--yes", "--facts", place / "facts.yaml", "--who", "Pegawai 7")
    assert (code, err) == (0, "")
    assert "Tindak lanjut dicatat atas catatan 1" in out
    note = Note("Ibu Maria", SOON, status="under-way")
    assert list(read(place, knowledge).notes.values()) == [note]
    assert read_facts(knowledge.vocabulary, place / "facts.yaml") == read_facts(
        knowledge.vocabulary, EXAMPLE
    )
    with Ledger.reading(place / "l.db") as ledger:
        assert ledger.head()[0] == 2
        (record,) = follow_ups(ledger, 1)
        assert list(noted(record).values()) == [note]
        assert record.personal["who"] == "Pegawai 7"
        assert verify(ledger).whole


def test_a_step_that_is_done_becomes_an_answer_and_the_plan_moves(place, knowledge):
    filled_in(place, status="Selesai", evidence="Berita acara")
    assert follow(place, "--yes", "--facts", place / "facts.json")[0] == 0
    before = read_facts(knowledge.vocabulary, EXAMPLE)
    after = read_facts(knowledge.vocabulary, place / "facts.json")
    (step,) = read(place, knowledge).notes
    assert {t for t in after.answers if after.answers[t] != before.answers.get(t)} == {
        knowledge.steps[step].done_by
    }
    new = read(place, knowledge)
    assert new.notes[step] == Note(evidence="Berita acara", status="done")
    with Ledger.reading(place / "l.db") as ledger:
        kinds = [ledger.get(number).kind for number in (1, 2, 3)]
        assert kinds == ["consultation", "follow-up", "consultation"]
        assert ledger.get(2).body["changes"][step]["status"] == "done"
        assert new.origin.record == (3, ledger.get(3).hash)
        assert ledger.get(3).body["after"] == 1


def test_a_checkpoint_is_kept_when_one_is_due(place, monkeypatch):
    monkeypatch.setenv("IPP_ADVISOR_CHECKPOINTS", str(place / "kept"))
    filled_in(place, status="Selesai", evidence="Berita acara")
    code, _, err = follow(place, "--yes")
    assert (code, err) == (0, "")
    assert [made.size for made in kept_checkpoints()] == [3]


def test_the_follow_up_is_not_recorded_without_the_plan_that_it_leads_to(place, monkeypatch):
    filled_in(place, status="Selesai", evidence="Berita acara")
    append = Ledger.append

    def failing(ledger, content, personal):
        if content["kind"] == "consultation":
            raise AdvisorError([Problem("l.db", None, said("ledger.empty"))])
        return append(ledger, content, personal)

    monkeypatch.setattr(Ledger, "append", failing)
    code, out, err = follow(place, "--yes")
    assert (code, "TIDAK tercatat" in err) == (1, True)
    assert "Tindak lanjut dicatat" not in out
    with Ledger.reading(place / "l.db") as ledger:
        assert ledger.head()[0] == 1


def test_a_plan_of_no_known_form_is_refused_before_anything_is_recorded(place):
    filled_in(place)
    code, _, err = follow(place, "--yes", new="new.odt")
    assert (code, ".xlsx" in err) == (1, True)
    with Ledger.reading(place / "l.db") as ledger:
        assert ledger.head()[0] == 1


def test_a_plan_goes_on_from_file_to_file_and_no_note_is_lost(place, knowledge):
    filled_in(place, status="Selesai", evidence="Berita acara")
    follow(place, "--yes", new="second.xlsx")
    filled_in(place, "second.xlsx")
    assert follow(place, "--yes", name="second.xlsx", new="third.xlsx")[0] == 0
    notes = read(place, knowledge, "third.xlsx").notes
    assert sorted(note.evidence for note in notes.values()) == ["", "Berita acara"]
    with Ledger.reading(place / "l.db") as ledger:
        assert [record.number for record in follow_ups(ledger, 3)] == [4]


def test_a_plan_that_was_never_recorded_is_recorded_first(place):
    filled_in(place)
    other = ("--ledger", str(place / "other.db"))
    assert (
        run("follow-up", place / "plan.xlsx", "-o", place / "n.xlsx", "--yes", *other).returncode
        == 0
    )
    with Ledger.reading(place / "other.db") as ledger:
        assert [ledger.get(number).kind for number in (1, 2)] == ["consultation", "follow-up"]


def test_a_file_that_is_there_is_not_written_over(place):
    filled_in(place)
    (place / "new.xlsx").write_text("mine")
    code, _, err = follow(place, "--yes")
    assert code == 1
    assert "sudah ada" in err
    assert (place / "new.xlsx").read_text() == "mine"


def test_mistakes_are_told_by_cell_and_nothing_is_done(place):
    filled_in(place, status="Tidak dilanjutkan", due=date(2020, 1, 1))
    code, out, err = follow(place, "--yes")
    assert (code, out) == (1, "")
    assert "plan.xlsx Rencana aksi!D" in err
    assert "Isi alasan" in err
    assert not (place / "new.xlsx").exists()


def test_a_plan_that_nobody_touched_changes_nothing(place):
    code, out, _ = follow(place, "--yes")
    assert (code, "Tidak ada yang berubah" in out) == (0, True)
    assert not (place / "new.xlsx").exists()


def test_the_plan_is_written_though_the_ledger_fails(place, knowledge):
    filled_in(place)
    (place / "l.db").write_text("no ledger")
    code, _, err = follow(place, "--yes")
    assert code == 1
    assert "TIDAK tercatat" in err
    assert read(place, knowledge).notes
