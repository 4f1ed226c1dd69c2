"""A follow-up in the ledger: chained as all, its texts removable, unknown to older programs."""

import json
import shutil
from contextlib import suppress
from datetime import date

import pytest

from advisor.advice.notes import Note
from advisor.audit.copying import copy
from advisor.audit.export import exported
from advisor.audit.follow_up import changed, follow_up, follow_ups, noted, standing
from advisor.audit.ledger import Ledger
from advisor.audit.proof import proof
from advisor.audit.record import canonical, columns, sha256
from advisor.audit.redact import redact
from advisor.audit.replaying import replayed
from advisor.audit.storage import schema
from advisor.audit.verify import verify
from advisor.common.errors import AdvisorError
from tests.commands import run
from tests.conftest import ROOT
from tests.ledgers import Clock, filled, raw

STEP, OTHER = "form-work-team", "consult-stakeholders"
FIRST = {
    STEP: Note("Ibu Maria", date(2026, 5, 1), "SK No. 12/2026", "under-way"),
    OTHER: Note(status="dropped", reason="pemangku kepentingan belum ada"),
}
SECOND = {STEP: Note("Pak Yosef", None, "https://dinas.example.go.id/sk", "under-way")}


@pytest.fixture(params=["file", "database"])
def place(request, tmp_path, knowledge):
    """A ledger of two consultations, the second followed up twice: records 3 and 4."""
    file = request.param == "file"
    where = tmp_path / "l.db" if file else request.getfixturevalue("postgres_url")
    filled(where, knowledge, 2)
    with Ledger.writing(where, Clock()) as ledger:
        follow_up(ledger, 2, FIRST, who="Pegawai 7")
        follow_up(ledger, 2, SECOND)
    return where


def check(place):
    with Ledger.reading(place) as ledger:
        return [problem.key for problem in verify(ledger).problems]


def test_what_was_reported_is_told_again_step_by_step(place):
    with Ledger.reading(place) as ledger:
        first, second = follow_ups(ledger, 2)
        assert (first.number, second.number) == (3, 4)
        assert (noted(first), noted(second)) == (FIRST, SECOND)
        assert standing((first, second)) == FIRST | SECOND
        assert first.personal["who"] == "Pegawai 7"
        assert list(follow_ups(ledger, 1)) == []
        assert verify(ledger).whole


def test_the_chain_holds_status_and_day_and_none_of_the_texts(place):
    with Ledger.reading(place) as ledger:
        record = ledger.get(3)
    assert record.body["changes"][STEP] == {"status": "under-way", "due": "2026-05-01"}
    for note in FIRST.values():
        assert not any(
            text in record.text for text in (note.person, note.evidence, note.reason) if text
        )
    assert "Pegawai 7" not in record.text


def test_the_texts_of_a_follow_up_can_be_redacted_and_the_rest_still_be_read(place):
    with Ledger.writing(place) as ledger:
        redact(ledger, 3, "diminta")
    with Ledger.reading(place) as ledger:
        assert noted(ledger.get(3)) == {
            STEP: Note(due=date(2026, 5, 1), status="under-way"), OTHER: Note(status="dropped")
        }  # fmt: skip
        assert not ledger.get(2).redacted
        assert verify(ledger).whole
        assert (
            ledger.connection.execute("SELECT count(*) FROM personal WHERE record = 3").fetchone()[
                0
            ]
            == 0
        )


def test_a_follow_up_lets_nobody_delete_the_personal_text_of_its_consultation(place):
    with Ledger.writing(place) as ledger, pytest.raises(AdvisorError), ledger.store.in_words():
        ledger.connection.execute("DELETE FROM personal WHERE record = 2")
    with Ledger.reading(place) as ledger:
        assert ledger.get(2).personal


@pytest.mark.parametrize("number", [3, 9])
def test_only_a_consultation_can_be_followed_up(place, number):
    with Ledger.writing(place) as ledger:
        with pytest.raises(AdvisorError):
            follow_up(ledger, number, SECOND)
        assert ledger.head()[0] == 4


def test_the_same_request_is_recorded_once(place):
    with Ledger.writing(place) as ledger:
        once = follow_up(ledger, 1, SECOND, request="a")
        assert follow_up(ledger, 1, FIRST, request="a").hash == once.hash
        assert ledger.head()[0] == 5


# ---- tampering


def rewritten(place, change):
    """Record 3 with another body, its own hash put right."""
    with raw(place) as connection:
        text = connection.execute("SELECT body FROM record WHERE number = 3").fetchone()[0]
        content = canonical(change(json.loads(text)))
        row = (*columns(json.loads(content)), content.decode(), sha256(content))
        connection.execute("DELETE FROM record WHERE number = 3")
        connection.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def done(body):
    return {**body, "changes": {STEP: {"status": "done", "due": None}}}


def elsewhere(body):
    return {**body, "consultation": 1}


def meddle(statement):
    def tamper(place):
        with raw(place) as connection:
            connection.execute(statement)

    return tamper


TAMPERING = {
    "another status": (lambda place: rewritten(place, done), "unchained"),
    "another consultation": (lambda place: rewritten(place, elsewhere), "unchained"),
    "the record gone": (meddle("DELETE FROM record WHERE number = 3"), "gap"),
    "its texts gone": (meddle("DELETE FROM personal WHERE record = 3"), "personal-gone"),
    "its texts changed": (
        meddle("UPDATE personal SET text = '{}' WHERE record = 3 AND field = 'notes'"), "personal",
    ),
    "not to be found": (meddle("DELETE FROM mention WHERE kind = 'consultation'"), "index"),
    "a stranger's body": (
        meddle("""UPDATE record SET body = '{"kind":"follow-up"}' WHERE number = 3"""), "changed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERING)
def test_whatever_is_done_to_a_follow_up_is_found(place, name):
    tamper, told = TAMPERING[name]
    assert check(place) == []
    tamper(place)
    assert f"integrity.{told}" in check(place)


@pytest.mark.parametrize("name", ["another status", "its texts gone", "not to be found"])
def test_the_proof_of_a_follow_up_finds_it_too(place, name):
    with Ledger.reading(place) as ledger:
        assert all(item.holds for item in proof(ledger, 3))
    TAMPERING[name][0](place)
    with Ledger.reading(place) as ledger:
        assert not all(item.holds for item in (*proof(ledger, 3), *proof(ledger, 4)))


# ---- the form


def test_a_ledger_of_before_takes_follow_ups_and_loses_nothing(tmp_path):
    path = shutil.copy(ROOT / "tests" / "data" / "ledger-v1.db", tmp_path / "l.db")
    with Ledger.writing(path) as ledger:
        before = list(ledger.consultations())
        assert ledger.form == schema.FIRST
        follow_up(ledger, before[-1].number, FIRST)
        assert ledger.form == schema.FOLLOWED
    with Ledger.reading(path) as ledger:
        assert list(ledger.consultations()) == before
        assert verify(ledger).whole
        assert replayed(ledger, ledger.consultations()).whole


def test_an_older_program_opens_a_ledger_until_it_has_a_follow_up(
    place, tmp_path, knowledge, monkeypatch
):
    without = filled(tmp_path / "without.db", knowledge, 1)
    monkeypatch.setattr(schema, "VERSION", 1)
    with Ledger.writing(without):
        pass
    for way in (Ledger.reading, Ledger.writing):
        with pytest.raises(AdvisorError) as refused, way(place):
            pass
        (problem,) = refused.value.problems
        assert problem.message.key == "ledger.newer"
        assert dict(problem.message.parameters) == {"found": 2, "known": 1}


def test_a_follow_up_that_is_not_appended_does_not_raise_the_form(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, 1)
    with Ledger.writing(path) as ledger:
        with suppress(RuntimeError), ledger.appending():
            schema.raise_version(ledger.connection, ledger.store.dialect, 2)
            raise RuntimeError
        assert ledger.form == 1


def test_a_copy_keeps_follow_ups_and_the_form(place, tmp_path):
    copy(place, tmp_path / "copy.db")
    with Ledger.reading(tmp_path / "copy.db") as ledger:
        assert ledger.form == 2
        assert [noted(record) for record in follow_ups(ledger, 2)] == [FIRST, SECOND]


# ---- what others see


def test_exports_know_follow_ups(place):
    with Ledger.reading(place) as ledger:
        records = [ledger.get(number) for number in range(1, 5)]
        lines = [json.loads(line) for line in exported(ledger, records, "jsonl")]
        rows = list(exported(ledger, records, "csv"))
        (document,) = exported(ledger, records, "prov")
    assert [line["record"]["kind"] for line in lines[2:]] == ["follow-up", "follow-up"]
    assert json.loads(lines[2]["personal"]["notes"]["text"])[STEP]["person"] == "Ibu Maria"
    assert f"{STEP}=under-way:2026-05-01" in rows[3]
    prov = json.loads(document)
    assert "ipp:follow-up-3" in prov["activity"]
    informants = {
        at["prov:informed"]: at["prov:informant"] for at in prov["wasInformedBy"].values()
    }
    assert informants["ipp:follow-up-3"] == "ipp:consultation-2"


def test_the_redaction_of_a_follow_up_is_told_from_that_of_a_consultation(place):
    with Ledger.writing(place) as ledger:
        for number in (2, 3):
            redact(ledger, number, "diminta")
        records = [ledger.get(number) for number in (5, 6)]
        (document,) = exported(ledger, records, "prov")
    informed = json.loads(document)["wasInformedBy"].values()
    assert [item["prov:informant"] for item in informed] == [
        "ipp:consultation-2",
        "ipp:follow-up-3",
    ]


def test_commands_show_and_list_a_follow_up(tmp_path, knowledge):
    path = filled(tmp_path / "l.db", knowledge, 2)
    with Ledger.writing(path) as ledger:
        follow_up(ledger, 2, FIRST, who="Pegawai 7")
    listed = run("audit", "list", "--ledger", str(path), "--lang", "id").stdout.decode()
    assert {"Pegawai", "tindak", "lanjut"} <= set(listed.split())
    shown = run("audit", "show", "3", "--ledger", str(path), "--lang", "id").stdout.decode()
    for words in (
        "Bentuk tim kerja",
        "Sedang berjalan",
        "1 Mei 2026",
        "SK No. 12/2026",
        "Tidak dilanjutkan",
    ):
        assert words.lower() in shown.lower()
    told = json.loads(run("audit", "show", "3", "--ledger", str(path), "--format", "json").stdout)
    assert told["record"]["changes"][OTHER] == {"status": "dropped", "due": None}
    refused = run("audit", "replay", "3", "--ledger", str(path), "--lang", "en")
    assert (refused.returncode, b"not a consultation" in refused.stderr) == (1, True)


def test_only_what_changed_counts():
    note = Note("Ibu Maria")
    assert changed({STEP: note}, {STEP: note}) == {}
    assert changed({STEP: note, OTHER: Note()}, {OTHER: Note()}) == {STEP: Note()}
