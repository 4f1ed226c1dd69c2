"""The officer's whole job with a table in a real browser: template, upload, results, summary."""

import io
import signal

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from advisor.common.messages import word
from tests.web.conftest import accessible, follow, start, stop
from tests.web.tables import SMALL, XLSX, csv_of
from tests.web.test_desk_browser import sign_in, wait_for
from tests.web.test_tables_workers import account

WAYS = [(w, lang, s) for w in (360, 1280) for lang in ("id", "en") for s in (True, False)]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server of its own with two workers."""
    folder = tmp_path_factory.mktemp("tables")
    account(folder)
    server = start(folder, "--workers", "2")
    wait_for(f"{server.url}/readyz")
    yield server
    assert stop(server) in (0, -signal.SIGTERM)


def filled(content):
    """The template with three PDs, one of them with a word that cannot be read."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    places = {
        name: place
        for place in range(1, sheet.max_column + 1)
        for name in ("name", "perda_exists", "perkada_exists", "budget", "staff_competence")
        if f"[{name}]" in sheet.cell(1, place).value
    }
    for at, row in enumerate(SMALL, start=2):
        for place, cell in zip(places.values(), row, strict=True):
            sheet.cell(at, place).value = cell
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(("width", "language", "scripts"), WAYS)
def test_the_officers_whole_job(opened, width, language, scripts):
    page = opened("/tables", width=width, language=language, scripts=scripts)

    def say(key, **parameters):
        return word(f"tables.{key}", language, **parameters)

    def looked_at():
        expect(page.locator("h1")).to_have_count(1)
        assert page.title()
        if scripts:
            accessible(page)
        else:
            wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(wide) <= 0

    sign_in(page, language, "siti")
    assert "/tables" in page.url
    looked_at()
    # Download the template, fill it in, upload it.
    with page.expect_download() as download:
        page.get_by_role("link", name=say("template-get", form="XLSX")).click()
    assert download.value.suggested_filename == f"{say('template-file')}.xlsx"
    content = filled(download.value.path().read_bytes())
    # A wrong file first: it is told, with the focus on what is wrong.
    page.get_by_label(say("file"), exact=True).set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    )
    follow(page.get_by_role("button", name=say("upload")))
    assert ".pdf" in page.get_by_role("alert").inner_text()
    looked_at()
    page.get_by_label(say("file"), exact=True).set_input_files(
        {"name": "opd.xlsx", "mimeType": XLSX, "buffer": content}
    )
    follow(page.get_by_role("button", name=say("upload")))
    looked_at()
    # How each column was understood, and which row is refused.
    page.locator("#columns-title").wait_for(timeout=60_000)
    looked_at()
    assert say("counts", good=2, refused=1, left=0) in page.get_by_role("status").inner_text()
    refused = page.get_by_role("table", name=say("rejects")).get_by_role("row").last
    assert "mungkin" in refused.inner_text()
    assert refused.get_by_role("rowheader").inner_text().split()[-1] == "4"
    assert page.get_by_role("table", name=say("columns")).get_by_role("row").count() > 50
    record = page.get_by_label(say("record"))
    expect(record).not_to_be_checked()
    # Go on, with records; wait; then results, refused rows and summary.
    record.check()
    follow(page.get_by_role("button", name=say("judge")))
    looked_at()
    page.get_by_text(say("recorded", count=2, first=0, last=0).partition(".")[0][:20]).wait_for(
        timeout=60_000
    )
    looked_at()
    with page.expect_download() as download:
        page.get_by_role("link", name=say("get-results")).click()
    assert download.value.suggested_filename == f"{say('results-file')} - opd.xlsx"
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()), read_only=True)
    rows = [[cell.value for cell in row] for row in book.worksheets[0].rows]
    assert [row[1] for row in rows[1:]] == ["Dinas A", "Dinas B"]
    with page.expect_download() as download:
        page.get_by_role("link", name=say("get-rejects")).click()
    assert "mungkin" in download.value.path().read_text("utf-8-sig")
    follow(page.get_by_role("link", name=say("summary")))
    expect(page.locator("figure img")).to_have_count(3)
    for image in page.locator("figure img").all():
        assert image.evaluate("e => e.complete && e.naturalWidth > 0")
    looked_at()
    # Back, and delete it.
    follow(page.locator(".crumb a"))
    follow(page.get_by_role("button", name=say("delete")))
    expect(page.get_by_text(say("deleted"))).to_be_visible()
    looked_at()
    expect(page.get_by_text("opd.xlsx")).to_have_count(0)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_table_with_wrong_headings_is_told_accessibly(opened, language):
    page = opened("/tables", width=360, language=language)
    sign_in(page, language, "siti")
    content = csv_of([("A", "ya", "ya")], ("Nama PD", "perda_exist", "perkada_exists"))
    page.locator("#table").set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": content}
    )
    follow(page.get_by_role("button", name=word("tables.upload", language)))
    page.get_by_role("alert").wait_for(timeout=60_000)
    assert "perda_exists" in page.get_by_role("alert").inner_text()
    accessible(page)


@pytest.mark.slow
def test_a_file_that_is_too_large_is_told_in_the_browser(opened):
    page = opened("/tables", width=1280)
    sign_in(page, "id", "siti")
    page.locator("#table").set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": b"x" * 5_500_000}
    )
    page.get_by_role("button", name=word("tables.upload", "id")).click()
    page.get_by_text("5 MB").first.wait_for()
    assert "terlalu besar" in page.locator("h1").inner_text()
