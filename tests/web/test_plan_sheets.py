"""The sheets of a plan on the web: what the head reads, and what is printed and signed."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from icalendar import Calendar
from playwright.sync_api import expect
from pypdf import PdfReader
from starlette.testclient import TestClient

from advisor.advice.notes import Note
from advisor.common.errors import AdvisorError
from advisor.common.language import LANGUAGES
from advisor.common.messages import word
from advisor.presentation.sheets.kinds import KINDS
from advisor.presentation.sheets.receipt import Receipt
from advisor.presentation.sheets.writing import formats
from advisor.web.app import create_app
from advisor.web.settings import Settings
from advisor.web.store.notes import Notebook
from tests.presentation.sheets import OFFICE, docx_text, pdf_text, squeezed
from tests.web.conftest import accessible, follow
from tests.web.plans import begun, post, served, shown

ADVISED = [(kind, ending) for kind in KINDS for ending in formats(kind)]


@pytest.fixture
def client(settings):
    made = Settings(settings.database, settings.ledger, settings.secret, office=OFFICE)
    with TestClient(create_app(made), base_url="http://advisor.test") as client:
        yield client


@pytest.fixture
def site(client):
    return client.app.state.site


@pytest.fixture
def link(site, knowledge):
    return begun(site.drafts, knowledge, "advised", "Dinas Contoh")


def steps_of(client, link):
    return shown(client.get(f"/questionnaire/{link}/plan").text)


def late(days):
    # A day more than the zone of any visitor can be ahead.
    return datetime.now(UTC).date() - timedelta(days=days)


def get(client, link, name, language="id"):
    return client.get(f"/questionnaire/{link}/plan/{name}", params={"lang": language})


@pytest.mark.parametrize(("kind", "ending"), ADVISED)
def test_each_sheet_is_a_download_that_says_what_it_is(client, site, link, kind, ending):
    site.notes.put(link, steps_of(client, link)[0], Note("Ana", date(2030, 1, 1)))
    post(client, link, "finish")
    answer = get(client, link, f"{kind}{ending}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == formats(kind)[ending].media
    title = word(f"sheets.{kind}", "id")
    full = answer.headers["content-disposition"].partition("''")[2]
    assert full == f"{title} - Dinas Contoh{ending}".replace(" ", "%20")
    assert answer.content == get(client, link, f"{kind}{ending}").content


def test_the_sheet_for_approval_leads_to_a_page_that_knows_the_record(client, site, link):
    post(client, link, "finish")
    with site.ledger_to_read() as ledger:
        record = ledger.get(1)
    receipt = Receipt(1, record.hash, record.time)
    text = docx_text(get(client, link, "approval.docx").content)
    assert squeezed(receipt.written) in text
    answer = client.get(receipt.address(""))
    assert answer.status_code == 200
    assert "Dinas Contoh" not in answer.text


def test_without_a_record_or_after_a_change_there_is_nothing_to_approve(client, site, link):
    def refused():
        answer = get(client, link, "approval.pdf")
        assert answer.status_code == 422
        assert word("sheets.no-record", "id") in answer.text
        return "approval.pdf" not in get(client, link, "head").text

    assert refused()
    post(client, link, "finish")
    assert "approval.pdf" in get(client, link, "head").text
    site.drafts.rename(link, "Dinas Lain")
    assert refused()


def test_the_calendar_is_offered_once_a_step_has_a_day_and_keeps_its_names(client, site, link):
    assert "schedule.ics" not in get(client, link, "head").text
    answer = get(client, link, "schedule.ics")
    assert answer.status_code == 422
    assert word("sheets.no-dates", "id") in answer.text
    step = steps_of(client, link)[0]
    uids = []
    for day in (date(2030, 1, 1), date(2030, 2, 1)):
        site.notes.put(link, step, Note("Ana", day))
        content = get(client, link, "schedule.ics").content
        (event,) = Calendar.from_ical(content).walk("VEVENT")
        assert event["dtstart"].dt == day
        assert link.encode() not in content
        uids.append(event["uid"])
        post(client, link, "finish")
    assert uids[0] == uids[1]
    assert "schedule.ics" in get(client, link, "head").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_head_reads_on_the_page_what_the_paper_says(client, site, link, language):
    first, second, *_ = steps_of(client, link)
    site.notes.put(link, first, Note("Siti <b>Rahma</b>", late(40), "", "under-way"))
    page = get(client, link, "head", language).text
    paper, count = pdf_text(get(client, link, "head.pdf", language).content)
    assert count == 1
    text = site.knowledge.steps[first].text.to(language).split("{")[0]
    assert text in page
    assert squeezed(text) in paper
    assert "Siti &lt;b&gt;Rahma&lt;/b&gt;" in page
    assert "Siti<b>Rahma</b>" in paper
    for key in ("now", "late", "awaited", "obstacle"):
        assert word(f"sheets.{key}", language) in page
    assert word("sheets.none-late", language) not in page
    assert f"#step-{second}" in page


def test_what_is_done_or_dropped_by_its_note_is_no_step_to_take_now(client, site, link):
    first, second, *_ = steps_of(client, link)
    site.notes.put(link, first, Note("", None, "", "dropped", "tidak relevan"))
    page = get(client, link, "head").text
    now = page.split('id="late"')[0]
    assert f"#step-{first}" not in now
    assert f"#step-{second}" in now


def test_a_plan_without_steps_has_a_page_for_the_head_and_no_sheets(client, site, knowledge):
    link = begun(site.drafts, knowledge, "nothing-to-do")
    page = get(client, link, "head")
    assert page.status_code == 200
    assert word("sheets.none-now", "id") in page.text
    assert ".pdf" not in page.text
    assert get(client, link, "instrument.pdf").status_code == 422


@pytest.mark.parametrize("name", ["plan.pdf", "head.xlsx", "approval.ics", "head.svg", "x.pdf"])
def test_what_is_no_sheet_is_not_found(client, link, name):
    assert get(client, link, name).status_code == 404


def test_only_whoever_has_the_link_reads_a_sheet(client):
    assert get(client, "unknown", "head").status_code == 404
    assert get(client, "unknown", "head.pdf").status_code == 404


def test_what_is_set_wrongly_for_papers_is_told_before_anything_is_served(tmp_path):
    environment = {
        "IPP_ADVISOR_SECRET_FILE": str(tmp_path / "secret"),
        "IPP_ADVISOR_LOGO": str(tmp_path / "missing.png"),
        "IPP_ADVISOR_ADDRESS": "ipp",
    }
    with pytest.raises(AdvisorError) as raised:
        Settings.from_environment(environment)
    assert len(raised.value.problems) == 2


def test_the_letterhead_of_the_installation_is_on_every_sheet(client, link):
    post(client, link, "finish")
    for kind in KINDS:
        reader = PdfReader(BytesIO(get(client, link, f"{kind}.pdf").content))
        assert squeezed("DINAS CONTOH") in squeezed(reader.pages[0].extract_text())


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_heads_page_can_be_read_by_everybody(
    opened, server, knowledge, width, language, scripts
):
    drafts = served(server, knowledge)
    link = begun(drafts, knowledge, "advised", "Dinas " + "Ketenagakerjaan" * 6)
    notes = {
        step: Note("Pelaksana" * 9, late(30))
        for step in ("propose-head-decree", "identify-service", "identify-skill-gap")
    }
    Notebook(drafts).put_all(link, notes, {})
    page = opened(f"/questionnaire/{link}/plan", width=width, scripts=scripts, language=language)
    follow(page.locator("a[href$='/plan/head']"))
    expect(page.locator("#late")).to_be_visible()
    if scripts:
        accessible(page)
    drafts.engine.dispose()
