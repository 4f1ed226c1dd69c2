"""Reports as an office opens them: what the plan says is in the file, and nothing in it is code."""

import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from advisor.advice.consultation import advise
from advisor.advice.facts import Facts, read_facts
from advisor.advice.notes import Note
from advisor.common.language import LANGUAGES
from advisor.presentation.report import pdf
from advisor.presentation.report.content import report_of
from advisor.presentation.report.formats import FORMATS
from advisor.presentation.report.writing import write_report
from tests.cli.test_cli import CITY
from tests.commands import run
from tests.conftest import ROOT

HOSTILE = '=HYPERLINK("x") <b>&amp; #let x = 1 *_`$ @SUM(A1)'


@pytest.fixture(scope="module")
def advice(knowledge, engine):
    return advise(engine, read_facts(knowledge.vocabulary, ROOT / CITY))


def written(knowledge, advice, path, language="id"):
    write_report(knowledge, advice, language, path)
    return path


def squeezed(text):
    return "".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_table_holds_each_step_with_empty_cells_to_fill_in(
    knowledge, advice, tmp_path, language
):
    document = docx.Document(written(knowledge, advice, tmp_path / "plan.docx", language))
    report = report_of(knowledge, advice, language)
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[1:] == [[str(s.rank), s.title, s.actor, "", "", ""] for s in report.plan.steps]
    assert len(set(rows[0])) == 6
    text = "\n".join(p.text for p in document.paragraphs)
    assert all(r.source in text for s in report.plan.steps for r in s.reasons)


def test_the_workbook_lists_the_steps_and_offers_the_states(knowledge, advice, tmp_path):
    book = openpyxl.load_workbook(written(knowledge, advice, tmp_path / "plan.xlsx"))
    report = report_of(knowledge, advice, "id")
    sheet = book.worksheets[0]
    rows = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert [row[:3] for row in rows] == [(s.rank, s.title, s.actor) for s in report.plan.steps]
    offered = sheet.data_validations.dataValidation[0]
    assert offered.formula1 == f'"{",".join(report.states)}"'
    assert {row[5] for row in rows} == {report.states[0]}
    assert len(list(book.worksheets[2].iter_rows())) == len(advice.answers) + 1


def test_the_pdf_says_all_that_the_plan_says(knowledge, advice, tmp_path):
    pages = PdfReader(written(knowledge, advice, tmp_path / "plan.pdf")).pages
    text = squeezed("".join(page.extract_text() for page in pages)).replace("-", "")
    for step in report_of(knowledge, advice, "id").plan.steps:
        assert squeezed(f"{step.rank}.{step.title}").replace("-", "") in text
    assert f"1/{len(pages)}" in text


def test_pdf_and_word_say_the_same_of_each_step_that_was_worked_on(knowledge, advice, tmp_path):
    first, second, *_ = (step.step for step in advice.steps)
    gone = next(name for name in knowledge.steps if name not in {s.step for s in advice.steps})
    link = "https://example.go.id/" + "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms" * 3
    notes = {
        first: Note("Siti Rahma", date(2027, 1, 31), f"Berita acara\n{link}", "under-way"),
        second: Note(status="dropped", reason="Ditangani provinsi"),
        gone: Note("Maria", status="done"),
    }
    for ending in (".pdf", ".docx"):
        path = tmp_path / f"plan{ending}"
        write_report(knowledge, advice, "id", path, notes)
        if ending == ".pdf":
            found = "".join(page.extract_text() for page in PdfReader(path).pages)
        else:
            tables = docx.Document(path).tables
            found = "".join(c.text for t in tables for row in t.rows for c in row.cells)
            found += "\n".join(p.text for p in docx.Document(path).paragraphs)
        found = squeezed(found)
        title = knowledge.step_text(gone, advice.answers).to("id")
        told = (
            "Siti Rahma",
            "31 Januari 2027",
            f"Berita acara{link}",
            "Sedang berjalan",
            "Tidak dilanjutkan: Ditangani provinsi",
            f"{title}Maria",
            "Tidak lagi disarankan",
        )
        assert all(squeezed(text) in found for text in told)


def test_markdown_and_json_are_those_of_advise(knowledge, advice, tmp_path):
    for ending, layout in ((".md", "markdown"), (".json", "json")):
        path = written(knowledge, advice, tmp_path / f"plan{ending}")
        assert path.read_bytes() == run("advise", CITY, "--format", layout).stdout


def test_a_form_that_is_none_is_refused_before_anything_is_recorded(tmp_path):
    done = run("report", CITY, "-o", tmp_path / "plan.odt", "--ledger", tmp_path / "l.db")
    assert (done.returncode, list(tmp_path.iterdir())) == (1, [])


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_advice_gives_the_same_bytes(tmp_path, ending):
    seen = set()
    for seed in "01":
        path = tmp_path / f"{seed}{ending}"
        done = run("report", CITY, "-o", path, env={"PYTHONHASHSEED": seed, "TZ": f"UTC-{seed}"})
        assert done.returncode == 0, done.stderr
        seen.add(path.read_bytes())
    assert len(seen) == 1


UNSHOWN_NAMES = {
    "Dinas 😀 Kota": "Dinas □ Kota",
    "Dinas 民政局": "Dinas □□□",
    "Dinas 民 😀 民": "Dinas □ □ □",
    "Dinas \x00A\x07\x1b[1m": "Dinas □A□□[1m",
    "Dinas 1\ufe0f\u20e3 1": "Dinas 1□□ 1",
    "Dinas a\u1ab0 a": "Dinas a□ a",
    'Dinas "\\`民`\\"': 'Dinas "\\`□`\\"',
}
SHOWN_NAMES = (
    "Dinas Ma’ruf “Énergi” – Kab. Ñusa & Co. (½, 100%) / Çakrawala…",
    "Dinas e\u0301 q\u0328\u0301",
    "Dinas مرحبا",
)


def title_of(knowledge, engine, name):
    advice = advise(engine, Facts({}, name))
    reader = PdfReader(BytesIO(pdf.content(report_of(knowledge, advice, "id"))))
    return reader.metadata.title


@pytest.mark.parametrize("name", UNSHOWN_NAMES)
def test_what_no_font_shows_is_a_square_in_the_pdf_and_nothing_else_is_touched(
    knowledge, engine, name
):
    assert title_of(knowledge, engine, name).endswith(UNSHOWN_NAMES[name])


@pytest.mark.parametrize("name", SHOWN_NAMES)
def test_a_name_that_the_fonts_show_stays_as_it_is_in_the_pdf(knowledge, engine, name):
    assert title_of(knowledge, engine, name).endswith(name)


@settings(max_examples=50)
@given(st.text(min_size=1, max_size=30))
def test_a_pdf_comes_whatever_the_name(knowledge, engine, name):
    assert title_of(knowledge, engine, name)


def test_a_byte_order_mark_amid_a_text_is_a_square_in_the_pdf(knowledge, engine):
    report = report_of(knowledge, advise(engine, Facts({})), "id")
    marked = replace(report, plan=replace(report.plan, lead=("a\ufeffb",)))
    assert "a□b" in PdfReader(BytesIO(pdf.content(marked))).pages[0].extract_text()


def test_a_name_with_an_emoji_is_reported_on_the_command_line_too(tmp_path):
    text = (ROOT / CITY).read_text(encoding="utf-8")
    facts = re.sub(r"(?m)^  name: .*$", "  name: Dinas 😀", text)
    (tmp_path / "facts.yaml").write_text(facts, encoding="utf-8")
    done = run("report", tmp_path / "facts.yaml", "-o", tmp_path / "plan.pdf")
    assert done.returncode == 0, done.stderr
    assert PdfReader(tmp_path / "plan.pdf").metadata.title.endswith("Dinas □")


def test_a_hostile_name_stays_text_in_every_format(knowledge, engine, tmp_path):
    advice = advise(engine, Facts({"budget": "limited", "budget_phased": False}, HOSTILE))
    document = docx.Document(written(knowledge, advice, tmp_path / "plan.docx"))
    assert HOSTILE in document.paragraphs[0].text
    book = openpyxl.load_workbook(written(knowledge, advice, tmp_path / "plan.xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(HOSTILE in str(cell.value) for cell in cells)
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    pages = PdfReader(written(knowledge, advice, tmp_path / "plan.pdf")).pages
    assert squeezed(HOSTILE) in squeezed(pages[0].extract_text())


@pytest.mark.parametrize("answers", [{}, {"government_level": "other"}])
def test_without_steps_a_report_is_still_a_whole_file(knowledge, engine, tmp_path, answers):
    advice = advise(engine, Facts(answers))
    for ending in (".docx", ".xlsx"):
        path = written(knowledge, advice, tmp_path / f"plan{ending}")
        assert zipfile.ZipFile(BytesIO(path.read_bytes())).testzip() is None
    assert PdfReader(written(knowledge, advice, tmp_path / "plan.pdf")).pages


def test_an_unknown_ending_is_refused_with_the_nearest_one(tmp_path):
    done = run("report", CITY, "-o", tmp_path / "plan.doc", "--lang", "en")
    assert done.returncode == 1
    assert "'.docx'" in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_contradictory_answers_are_reported_and_end_with_one(tmp_path):
    path = tmp_path / "plan.json"
    assert run("report", "examples/dinas-kota-bertentangan.yaml", "-o", path).returncode == 1
    assert json.loads(path.read_text())["status"] == "contradictory"


def test_a_missing_extra_is_named(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['typst'] = None")
    env = {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    done = run("report", CITY, "-o", tmp_path / "plan.pdf", "--lang", "en", env=env)
    assert done.returncode == 1
    assert "ipp-advisor[report]" in done.stderr.decode()
