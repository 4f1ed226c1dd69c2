"""The plan as a download: the same advice in every format, under a name that any system takes."""

import json
import re
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import unquote

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from advisor.advice.consultation import advise
from advisor.audit.ledger import Ledger
from advisor.common.language import LANGUAGES
from advisor.common.messages import word
from advisor.presentation.report.content import report_of
from advisor.presentation.report.formats import FORMATS
from advisor.web.plan.files import FORBIDDEN, disposition, file_name
from tests.web.plans import EXAMPLES, begun, post


@pytest.fixture
def site(client):
    return client.app.state.site


def fetched(client, link, ending, language="id"):
    answer = client.get(f"/questionnaire/{link}/plan{ending}", params={"lang": language})
    assert answer.status_code == 200
    return answer


def squeezed(text):
    return "".join(text.split())


def test_the_json_is_the_engines_advice(client, site, knowledge):
    for example in EXAMPLES:
        link = begun(site.drafts, knowledge, example)
        facts = site.drafts.find(link).facts(knowledge.vocabulary)
        expected = advise(site.engine, facts).as_json()
        assert json.loads(fetched(client, link, ".json").content) == expected


def test_the_pdf_of_a_pd_with_an_emoji_and_chinese_signs_can_be_downloaded(client, site, knowledge):
    link = begun(site.drafts, knowledge, "advised", "Dinas 😀 民政局")
    pdf = PdfReader(BytesIO(fetched(client, link, ".pdf").content))
    assert pdf.metadata.title.endswith("Dinas □ □□□")


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_excel_pdf_and_markdown_hold_each_step_and_the_columns_an_office_fills_in(
    client, site, knowledge, language
):
    link = begun(site.drafts, knowledge, "advised")
    advice = site.preview(site.drafts.find(link).facts(knowledge.vocabulary))
    report = report_of(knowledge, advice, language)
    steps = [(step.rank, step.title, step.actor) for step in report.plan.steps]

    table = docx.Document(BytesIO(fetched(client, link, ".docx", language).content)).tables[0]
    rows = [tuple(cell.text for cell in row.cells) for row in table.rows]
    names = ("person", "deadline", "evidence", "status")
    assert rows[0][2:] == tuple(report.say(f"report.{name}") for name in names)
    assert rows[1:] == [(str(rank), title, who, "", "", "") for rank, title, who in steps]

    book = openpyxl.load_workbook(BytesIO(fetched(client, link, ".xlsx", language).content))
    lines = list(book.worksheets[0].iter_rows(values_only=True))
    assert [line[:3] for line in lines if isinstance(line[0], int)] == steps
    assert any(line[2:6] == rows[0][2:] for line in lines)

    pdf = PdfReader(BytesIO(fetched(client, link, ".pdf", language).content))
    text = squeezed("".join(page.extract_text() for page in pdf.pages))
    markdown = squeezed(fetched(client, link, ".md", language).text).replace("\\", "")
    for _, title, _ in steps:
        assert squeezed(title) in text
        assert squeezed(title) in markdown
    assert {tuple(round(side) for side in page.mediabox[2:]) for page in pdf.pages} == {(595, 842)}


def words(content, ending):
    """Everything that a reader of a file sees, without blanks."""
    if ending == ".docx":
        return squeezed("".join(p.text for p in docx.Document(BytesIO(content)).paragraphs))
    if ending == ".xlsx":
        sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
        return squeezed("".join(str(cell) for row in sheet.values for cell in row))
    if ending == ".pdf":
        return squeezed("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages))
    return squeezed(content.decode()).replace("\\", "")


@pytest.mark.parametrize(
    ("language", "day"), [("id", "1Maret2026pukul09.30WITA"), ("en", "1March2026at09:30WITA")]
)
@pytest.mark.parametrize("ending", [ending for ending in FORMATS if ending != ".json"])
def test_a_file_of_a_recorded_plan_names_its_record_and_day_and_that_of_another_is_a_preview(
    client, site, knowledge, monkeypatch, ending, language, day
):
    moment = datetime(2026, 3, 1, 1, 30, tzinfo=UTC)
    monkeypatch.setattr(Ledger.writing.__func__.__wrapped__, "__defaults__", (lambda: moment, 5))
    link = begun(site.drafts, knowledge, "advised")
    said = (word("planpage.recorded", language, number=1), day)
    preview = squeezed(word("planpage.preview", language))
    before = fetched(client, link, ending, language).content
    assert preview in words(before, ending)
    assert before == fetched(client, link, ending, language).content
    post(client, link, "finish")
    after = words(fetched(client, link, ending, language).content, ending)
    assert all(squeezed(part) in after for part in said)
    assert preview not in after
    site.drafts.rename(link, "Dinas B")
    changed = word("planpage.preview-changed", language, number=1)
    assert squeezed(changed) in words(fetched(client, link, ending, language).content, ending)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_download_says_what_it_is_and_what_it_is_called(client, site, knowledge, ending):
    link = begun(site.drafts, knowledge, "advised", 'Dinas "Ké/sehatan"\\..: Kota')
    answer = fetched(client, link, ending)
    assert answer.headers["content-type"] == FORMATS[ending].media
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    kind, _, full = answer.headers["content-disposition"].partition("; ")
    assert kind == "attachment"
    assert unquote(full.partition("''")[2]) == f"Rencana IPP - Dinas Ké sehatan .. Kota{ending}"


@given(name=st.none() | st.text(max_size=250), ending=st.sampled_from(list(FORMATS)))
def test_any_name_makes_a_file_name_that_any_system_takes(name, ending):
    made = file_name("Rencana IPP", name, ending)
    assert made.startswith("Rencana IPP")
    assert made.endswith(ending)
    assert made.isprintable()
    assert not set(made) & set(FORBIDDEN)
    assert len(made) <= 80 + len(ending)
    header = disposition(made)
    assert header.isascii()
    assert header.isprintable()
    plain, full = re.fullmatch(
        r"attachment; filename=\"([^\"\\%]+)\"; filename\*=UTF-8''([\w.%~-]+)", header
    ).groups()
    assert unquote(full) == made
    assert len(plain) == len(made)
