"""Notes on a plan's steps in a real browser: with and without scripts, wide and narrow."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.follow_up.workbooks import Book
from tests.web.conftest import WIDTHS, accessible
from tests.web.plans import begun, served

SOON = (date.today() + timedelta(40)).isoformat()


@pytest.fixture
def here(server, knowledge):
    """The address of a new questionnaire's plan."""
    drafts = served(server, knowledge)
    yield f"/questionnaire/{begun(drafts, knowledge, 'advised')}/plan"
    drafts.engine.dispose()


def seen(page, name, scripts=True):
    """The page has no fault for who cannot see it, as far as a script can tell; a picture for who
    looks at it.
    """
    if scripts:
        accessible(page)
    if folder := os.environ.get("IPP_TEST_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def send(page, button):
    with page.expect_navigation():
        button.click()


@pytest.mark.parametrize(
    ("width", "language", "scripts"),
    [(360, "id", True), (1280, "en", True), (360, "en", False), (1280, "id", False)],
)
def test_an_office_notes_drops_uploads_and_records(
    opened, here, tmp_path, width, language, scripts
):
    name = f"{width}-{language}-{'js' if scripts else 'plain'}"
    page = opened(here, width=width, scripts=scripts, language=language)
    first = page.locator("li.step").first
    send(page, first.locator(".to-note a"))
    seen(page, f"{name}-note", scripts)
    page.select_option("#note-status", "dropped")
    page.fill("#note-person", "Ibu Maria Bria")
    page.fill("#note-due", SOON)
    page.fill("#note-evidence", "SK No. 12/2026\nhttps://dinas.example.go.id/sk/12")
    send(page, page.locator("form[action$=note] button"))
    expect(page.locator("#note-reason-error")).to_be_visible()
    assert page.locator("#note-person").input_value() == "Ibu Maria Bria"
    seen(page, f"{name}-wrong", scripts)
    page.select_option("#note-status", "under-way")
    send(page, page.locator("form[action$=note] button"))
    assert "Ibu Maria Bria" in page.locator("li.step").first.inner_text()
    seen(page, f"{name}-plan", scripts)

    with page.expect_download() as got:
        page.locator("#files a[href*='plan.xlsx']").click()
    book = Book(Path(got.value.path()).read_bytes())
    book.fill(1, person="Pak Yosef").fill(2, status="Selesai", evidence="Berita acara")
    (tmp_path / "rencana.xlsx").write_bytes(book.saved())
    send(page, page.locator("#follow-up a[href$='/filled']"))
    seen(page, f"{name}-upload", scripts)
    page.set_input_files("#filled", tmp_path / "rencana.xlsx")
    send(page, page.locator("form[enctype] button"))
    expect(page.locator("input[name=take]:checked")).to_have_count(2)
    seen(page, f"{name}-changes", scripts)
    send(page, page.locator("form[action='/filled-plan'] button"))
    assert "Pak Yosef" in page.locator("li.step").first.inner_text()
    assert "Berita acara" in page.locator(".departed").inner_text()
    send(page, page.locator("form[action$=finish] button"))
    send(page, page.locator("form[action$='follow-up'] button"))
    expect(page.locator("#follow-up form")).to_have_count(0)
    seen(page, f"{name}-recorded", scripts)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_fit_every_width(opened, here, width):
    page = opened(here, width=width, language="id")
    send(page, page.locator(".to-note a").first)
    page.fill("#note-person", "Drs. " + "Nama" * 40)
    page.fill("#note-evidence", "https://dinas.example.go.id/" + "x" * 200)
    send(page, page.locator("form[action$=note] button"))
    seen(page, f"{width}-long")
