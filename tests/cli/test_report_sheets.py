"""Sheets from the command line: of a recorded plan, with what an office filled in."""

import openpyxl
import pytest
from icalendar import Calendar

from advisor.audit.ledger import Ledger
from advisor.presentation.sheets.kinds import KINDS
from advisor.presentation.sheets.receipt import Receipt
from tests.cli.test_cli import CITY
from tests.commands import run
from tests.conftest import ROOT
from tests.presentation.sheets import docx_text, pdf_text, squeezed


@pytest.fixture
def filled(tmp_path):
    """The plan in Excel with a person, a day and a status in its first row."""
    path = tmp_path / "rencana.xlsx"
    assert run("report", CITY, "-o", path, "--no-ledger").returncode == 0
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = {c.value: c.column for row in sheet.iter_rows() for c in row if c.value}
    row = next(r[0].row for r in sheet.iter_rows() if r[0].value == 1)
    given = {"Penanggung jawab": "Siti Rahma", "Batas waktu": "31/01/2027"}
    for head, value in {**given, "Status": "Sedang berjalan"}.items():
        sheet.cell(row, heads[head], value)
    book.save(path)
    return path


def made(output, *options, **more):
    done = run("report", CITY, "-o", output, *options, **more)
    assert done.returncode == 0, done.stderr
    return output.read_bytes()


def refused(*options, status=1):
    done = run("report", CITY, *options, "--lang", "en")
    assert done.returncode == status
    return done.stderr.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_each_sheet_is_written_with_what_was_filled_in(tmp_path, filled, kind):
    content = made(tmp_path / "lembar.docx", "--sheet", kind, "--notes", filled)
    assert ("SitiRahma" in docx_text(content)) == (kind != "instrument")


def test_the_approval_names_the_record_that_this_very_run_made(tmp_path):
    ledger = tmp_path / "ledger.db"
    options = ("--sheet", "approval", "--ledger", ledger)
    for number in (1, 2):
        text, _ = pdf_text(made(tmp_path / "lembar.pdf", *options))
        with Ledger.reading(ledger) as book:
            record = book.get(number)
        assert f"Nomorcatatan{number}" in text
        assert squeezed(Receipt(number, record.hash, "").written) in text


def test_the_filled_days_are_a_calendar(tmp_path, filled):
    content = made(tmp_path / "jadwal.ics", "--notes", filled, "--no-ledger")
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["dtstart"].dt.isoformat() == "2027-01-31"


@pytest.mark.parametrize(("day", "late"), [("31/01/2027", False), ("1 Februari 2027", True)])
def test_late_is_told_as_of_the_day_that_is_given(tmp_path, filled, day, late):
    options = ("--sheet", "head", "--notes", filled, "--as-of", day, "--no-ledger")
    assert ("terlambat1hari" in pdf_text(made(tmp_path / "x.pdf", *options))[0]) == late


def test_what_was_filled_in_stands_in_the_plan_too(tmp_path, filled):
    text = docx_text(made(tmp_path / "rencana.docx", "--notes", filled, "--no-ledger"))
    assert "SitiRahma" in text
    assert "31Januari2027" in text


@pytest.mark.parametrize("ending", [".pdf", ".docx"])
def test_the_same_run_gives_the_same_bytes_wherever_it_runs(tmp_path, filled, ending):
    options = ("--sheet", "head", "--notes", filled, "--as-of", "2027-03-01", "--no-ledger")
    seen = {
        made(
            tmp_path / f"{seed}{ending}", *options, env={"PYTHONHASHSEED": seed, "TZ": f"X-{seed}"}
        )
        for seed in "12"
    }
    assert len(seen) == 1


def test_the_letterhead_of_the_environment_is_on_the_sheet(tmp_path):
    (tmp_path / "kop.txt").write_text("DINAS CONTOH\nJalan Contoh 1\n", encoding="utf-8")
    env = {"IPP_ADVISOR_LETTERHEAD": str(tmp_path / "kop.txt")}
    content = made(tmp_path / "x.pdf", "--sheet", "head", "--no-ledger", env=env)
    assert pdf_text(content)[0].startswith("DINASCONTOHJalanContoh1")


def test_a_filled_plan_of_another_agency_is_refused(tmp_path, filled):
    other = tmp_path / "lain.xlsx"
    assert run("report", "examples/rsud-kabupaten.yaml", "-o", other, "--no-ledger").returncode == 0
    told = refused("-o", tmp_path / "x.pdf", "--sheet", "head", "--notes", other)
    assert "lain.xlsx: This plan is of another agency (RSUD Kabupaten)" in told
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.parametrize(
    ("output", "options", "told"),
    [
        ("x.xlsx", ("--sheet", "head"), ".pdf, .docx"),
        ("x.ics", (), "No step has a deadline"),
        ("x.pdf", ("--sheet", "approval", "--no-ledger"), "a plan that is recorded"),
        ("x.pdf", ("--sheet", "head", "--as-of", "31/31/2027"), "--as-of"),
        ("x.pdf", ("--sheet", "head", "--notes", "nowhere.xlsx"), "nowhere.xlsx"),
    ],
)
def test_what_cannot_be_made_is_refused_before_anything_is_recorded(
    tmp_path, output, options, told
):
    ledger = tmp_path / "ledger.db"
    assert told in refused("-o", tmp_path / output, *options, "--ledger", ledger)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_sheet_is_wrong_usage(tmp_path):
    assert "headd" in refused("-o", tmp_path / "x.pdf", "--sheet", "headd", status=2)


@pytest.mark.parametrize(
    ("missing", "options"),
    [("docx", ("--sheet", "head")), ("segno", ("--sheet", "head")), ("openpyxl", ("--notes", "x"))],
)
def test_a_missing_extra_is_named(tmp_path, missing, options):
    (tmp_path / "sitecustomize.py").write_text(f"import sys; sys.modules['{missing}'] = None")
    env = {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    done = run("report", CITY, "-o", tmp_path / "x.docx", *options, "--no-ledger", env=env)
    assert done.returncode == 1
    assert "ipp-advisor[report]" in done.stderr.decode()
