"""A plan's workbook comes back with what was filled in, or with all that is wrong, by its cell."""

import shutil
import subprocess
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.advice.facts import Facts
from advisor.advice.notes import STATUSES, Note
from advisor.common.errors import AdvisorError
from advisor.common.language import LANGUAGES
from advisor.follow_up.filled import read_filled
from advisor.presentation.notes import status_word
from advisor.presentation.report.content import Origin
from advisor.presentation.report.writing import report_bytes
from tests.follow_up.workbooks import Book, facts_of_example, plan

SINCE = date(2026, 3, 1)
TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=12)
NOTES = st.builds(
    Note,
    person=TEXTS,
    due=st.none() | st.dates(date(2000, 1, 1), date(2099, 1, 1)),
    evidence=TEXTS,
    status=st.sampled_from(STATUSES),
    reason=TEXTS.map(lambda text: text or "alasan"),
)


@pytest.fixture
def facts(knowledge):
    return facts_of_example(knowledge)


@pytest.fixture
def steps(knowledge, facts):
    advice, _ = plan(knowledge, facts)
    return [step.step for step in advice.steps]


@pytest.fixture
def noted(steps):
    """Notes on two steps of the plan and on one that it lacks."""
    return {
        steps[0]: Note("Ibu Maria", date(2026, 4, 1), "SK No. 12\nhttps://x.go.id", "under-way"),
        steps[2]: Note(status="dropped", reason="tidak ada dana"),
        "work-out-phased-budget": Note("Pak Yosef"),
    }


def read(knowledge, content, since=SINCE):
    return read_filled(content, "plan.xlsx", knowledge, lambda _: since)


def refused(knowledge, content, since=SINCE):
    """What is told, as place in the workbook and key."""
    with pytest.raises(AdvisorError) as caught:
        read(knowledge, content, since)
    return [
        (p.where.removeprefix("plan.xlsx").strip(), p.message.key) for p in caught.value.problems
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_that_nobody_touched_says_what_it_was_given(knowledge, facts, noted, language):
    record = (7, "sha256:" + "0" * 64)
    _, content = plan(knowledge, facts, noted, language, record=record, key="abc")
    found = read(knowledge, content)
    assert found.changes == {}
    assert found.notes == noted
    assert found.origin == Origin(facts, record, "abc")
    assert read(knowledge, Book(content).saved()).changes == {}


def test_what_is_filled_in_is_what_changed(knowledge, facts, steps):
    _, content = plan(knowledge, facts)
    book = Book(content)
    book.fill(1, person=" Ibu  Maria ", due=datetime(2026, 5, 1), status="Sedang berjalan")
    book.fill(2, due="31/12/2026", evidence="SK\n\nNo. 12", status="DROPPED", reason="dana")
    book.fill(3, due="1 Agustus 2026", status="Selesai")
    assert read(knowledge, book.saved()).changes == {
        steps[0]: Note("Ibu Maria", date(2026, 5, 1), status="under-way"),
        steps[1]: Note("", date(2026, 12, 31), "SK\n\nNo. 12", "dropped", "dana"),
        steps[2]: Note(due=date(2026, 8, 1), status="done"),
    }


def test_what_is_emptied_is_gone(knowledge, facts, steps, noted):
    _, content = plan(knowledge, facts, noted)
    book = Book(content).fill(1, person=None, due=None, evidence="", status=None)
    assert read(knowledge, book.saved()).changes == {steps[0]: Note()}


def test_a_step_that_left_the_plan_keeps_its_notes_on_a_sheet_of_its_own(knowledge, facts, noted):
    _, content = plan(knowledge, facts, noted)
    book = Book(content, table=-2)
    assert book.sheet.title == "Tidak lagi disarankan"
    book.fill(1, evidence="RKA 2027")
    changes = read(knowledge, book.saved()).changes
    assert changes == {"work-out-phased-budget": Note("Pak Yosef", evidence="RKA 2027")}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_notes_come_back_as_they_were(knowledge, facts, steps, data):
    notes = data.draw(st.dictionaries(st.sampled_from(steps), NOTES, max_size=4))
    notes = {step: note for step, note in notes.items() if note != Note()}
    language = data.draw(st.sampled_from(LANGUAGES))
    _, content = plan(knowledge, facts, notes, language)
    found = read(knowledge, content)
    assert found.changes == {}
    assert found.notes == notes


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
@pytest.mark.parametrize("language", LANGUAGES)
def test_libreoffice_saves_it_without_a_false_change(
    knowledge, facts, steps, noted, language, tmp_path
):
    _, content = plan(knowledge, facts, noted, language)
    book = Book(content).fill(2, person="Pak Anton", due=date(2026, 6, 30))
    book.cell(2, "due").number_format = "dd/mm/yyyy"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "plan.xlsx").write_bytes(book.saved())
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir",
         tmp_path / "out", tmp_path / "in" / "plan.xlsx"],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    found = read(knowledge, (tmp_path / "out" / "plan.xlsx").read_bytes())
    assert found.changes == {steps[1]: Note("Pak Anton", date(2026, 6, 30))}
    assert found.notes == noted | found.changes


# ---- what is refused


def test_every_field_is_told_at_its_cell(knowledge, facts):
    _, content = plan(knowledge, facts)
    book = Book(content)
    book.fill(1, due=date(2026, 2, 28), status="dropped", person="x" * 201)
    book.fill(2, due="kapan-kapan", status="Hampir", evidence="=1+1")
    book.fill(3, due=46000, reason="a\u202eb")
    book.cell(3, "due").number_format = "General"
    assert refused(knowledge, book.saved()) == [
        (book.place(1, "person"), "noting.long"),
        (book.place(1, "due"), "noting.early"),
        (book.place(1, "reason"), "noting.no-reason"),
        (book.place(2, "status"), "noting.status"),
        (book.place(2, "due"), "noting.day"),
        (book.place(2, "evidence"), "filled.formula"),
        (book.place(3, "reason"), "noting.signs"),
        (book.place(3, "due"), "filled.number"),
    ]


def test_a_day_that_passed_since_is_not_held_against_who_did_not_change_it(knowledge, facts, noted):
    _, content = plan(knowledge, facts, noted)
    assert read(knowledge, content, date(2026, 9, 1)).changes == {}
    book = Book(content).fill(1, due=date(2026, 4, 2))
    assert refused(knowledge, book.saved(), date(2026, 9, 1)) == [
        (book.place(1, "due"), "noting.early")
    ]


def test_deleted_and_doubled_and_unknown_rows_are_told(knowledge, facts):
    _, content = plan(knowledge, facts)
    book = Book(content)
    third, second = book.cell(3, "step").value, book.cell(2, "step").value
    book.fill(1, step="Langkah karangan saya")
    book.fill(3, step=second)
    book.fill(4, step=None, person="Ibu Maria")
    told = refused(knowledge, book.saved())
    assert told[:3] == [
        (book.place(1, "step"), "filled.step"),
        (book.place(3, "step"), "filled.step-twice"),
        (book.place(4, "step"), "filled.no-step"),
    ]
    assert [key for _, key in told[3:]] == ["filled.row-gone"] * 3
    assert third


def test_rows_and_columns_may_be_moved(knowledge, facts, steps):
    _, content = plan(knowledge, facts)
    book = Book(content).fill(1, person="Ibu Maria", status="Sedang berjalan")
    sheet = book.sheet
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=book.head)]
    head, *body = [list(reversed(row)) for row in rows]
    for number, row in enumerate([head, *reversed(body)]):
        for column, value in enumerate(row, start=1):
            sheet.cell(book.head + number, column).value = value
    sheet.insert_rows(book.head + 2)
    changes = read(knowledge, book.saved()).changes
    assert changes == {steps[0]: Note("Ibu Maria", status="under-way")}


def test_columns_that_are_gone_or_doubled_are_told(knowledge, facts):
    _, content = plan(knowledge, facts)
    book = Book(content)
    head = book.sheet.cell(book.head, book.columns["evidence"])
    head.value = "Batas waktu"
    assert refused(knowledge, book.saved()) == [
        (f"{book.sheet.title}!{head.coordinate}", "filled.column-twice"),
        (f"{book.sheet.title}!A{book.head}", "filled.column-missing"),
    ]


def test_without_headings_or_hidden_sheet_it_is_no_plan(knowledge, facts):
    _, content = plan(knowledge, facts)
    book = Book(content)
    book.sheet.delete_rows(book.head)
    assert [key for _, key in refused(knowledge, book.saved())] == ["filled.no-table"]
    book = Book(content)
    del book.book["ipp-advisor"]
    assert refused(knowledge, book.saved()) == [("", "filled.no-data")]
    stream = BytesIO()
    openpyxl.Workbook().save(stream)
    assert refused(knowledge, stream.getvalue()) == [("", "filled.no-data")]


def test_merged_rows_are_told(knowledge, facts):
    _, content = plan(knowledge, facts)
    book = Book(content)
    area = f"{book.cell(1, 'person').coordinate}:{book.cell(2, 'person').coordinate}"
    book.sheet.merge_cells(area)
    assert (book.place(1, "person"), "filled.merged") in refused(knowledge, book.saved())


def test_a_plan_of_an_older_edition_is_told_with_both_versions(knowledge, facts):
    older = replace(knowledge, digest="sha256:" + "a" * 64)
    _, content = plan(older, facts)
    assert refused(knowledge, content) == [("", "filled.edition")]


@pytest.mark.parametrize(
    ("row", "text"),
    [("facts", "{"), ("facts", '{"answers": {"gone": "yes"}}'), ("record", "x"),
     ("step", '{"status": 1}'), ("step", "[" * 30_000)],
    ids=lambda text: text[:20],
)  # fmt: skip
def test_a_hidden_sheet_that_was_meddled_with_is_refused(knowledge, facts, row, text):
    _, content = plan(knowledge, facts)
    book = Book(content)
    kept = book.book["ipp-advisor"]
    at = next(line for line in kept.iter_rows() if line[0].value == row)
    at[4 if row == "step" else 1].value = text
    assert refused(knowledge, book.saved()) == [("", "filled.no-data")]


def test_what_is_no_workbook_or_a_vast_one_is_refused(knowledge, facts):
    for content in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + b"0" * 99, b"a,b\n"):
        ((where, key),) = refused(knowledge, content)
        assert (where, key.partition(".")[0]) == ("", "batch")
    _, content = plan(knowledge, facts)
    book = Book(content)
    book.sheet.cell(900_000, 1).value = "x"
    assert refused(knowledge, book.saved()) == [("", "filled.unpacks")]


def test_a_done_step_cannot_be_undone_in_the_workbook(knowledge, facts, steps):
    term = knowledge.steps[steps[0]].done_by
    done = Facts({**facts.answers, term: True}, facts.name)
    advice, content = plan(knowledge, done, {steps[0]: Note("Ibu Maria", status="done")})
    assert steps[0] not in [step.step for step in advice.steps]
    book = Book(content, table=-2).fill(1, status=status_word("under-way", "id"))
    assert refused(knowledge, book.saved()) == [(book.place(1, "status"), "noting.answered")]


# ---- Word


def test_the_word_file_has_the_notes_and_the_reason_of_what_is_dropped(knowledge, facts, noted):
    advice, _ = plan(knowledge, facts)
    content = report_bytes(knowledge, advice, "id", ".docx", notes=noted)
    tables = docx.Document(BytesIO(content)).tables
    rows = [[cell.text for cell in row.cells] for row in tables[0].rows]
    assert rows[1][2:] == [
        "Ibu Maria",
        "1 April 2026",
        "SK No. 12\nhttps://x.go.id",
        "Sedang berjalan",
    ]
    assert rows[3][5] == "Tidak dilanjutkan: tidak ada dana"
    assert rows[2][3:] == ["", "", ""]
    departed = [[cell.text for cell in row.cells] for row in tables[1].rows]
    assert departed[1][1] == "Pak Yosef"
