"""The plan in a real browser: read, ticked, undone, asked, recorded, printed, taken away."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.web.conftest import WIDTHS, accessible, follow
from tests.web.plans import begun, served

JOURNEYS = [(360, "id", True), (360, "en", False), (1280, "id", False), (1280, "en", True)]


@pytest.fixture
def begin(server, knowledge):
    """`begin(example)`: the address of a new questionnaire on the server."""
    drafts = served(server, knowledge)
    yield (
        lambda example, name=None: f"/questionnaire/{begun(drafts, knowledge, example, name=name)}"
    )
    drafts.engine.dispose()


def steps(page):
    """The plan's steps, in the order shown."""
    return [card.get_attribute("id") for card in page.locator("li.step").all()]


def tick(page, place, scripts):
    """Tick the step at this place, and wait for what it did."""
    card = page.locator("li.step").nth(place)
    if scripts:
        card.locator(".tick button").click()
        page.wait_for_selector(".changes-bar")
    else:
        with page.expect_navigation():
            card.locator(".tick button").click()


@pytest.mark.parametrize(("width", "language", "scripts"), JOURNEYS)
def test_an_administrator_reads_ticks_asks_and_records_a_plan(
    opened, begin, knowledge, width, language, scripts
):
    here = begin("half")
    page = opened(f"{here}/plan", width=width, scripts=scripts, language=language)
    before = steps(page)
    page.locator(".step-why summary").first.click()
    expect(page.locator(".reason").first).to_be_visible()
    first = page.locator(".picture-wide" if width > 1000 else ".picture-tall")
    expect(first).to_be_visible()

    ticked = next(
        n for n, s in enumerate(before) if knowledge.steps[s.removeprefix("step-")].done_by
    )
    tick(page, ticked, scripts)
    assert before[ticked] not in steps(page)
    assert page.locator("#changes[role=status]").inner_text()
    assert f"{len(steps(page))} " in page.locator(".lead").inner_text() or language == "en"
    undo = page.locator(".changes-bar button")
    if scripts:
        undo.click()
        page.wait_for_selector(".changes-bar button", state="detached")
    else:
        with page.expect_navigation():
            undo.click()
    assert steps(page) == before

    with page.expect_navigation():
        page.locator("li.step h3 a").first.click()
    assert page.locator(".tree li").count() > 2
    page.goto(f"{here}/plan")
    page.select_option("#why-not-step", index=0)
    with page.expect_navigation():
        page.locator(".choose button").click()
    expect(page.locator(".tree").first).to_be_visible()
    page.goto(f"{here}/plan")
    with page.expect_navigation():
        page.locator("#open a").first.click()
    assert "/question/" in page.url
    page.goto(f"{here}/plan")
    with page.expect_navigation():
        page.locator(".standing-do button").click()
    assert page.url.endswith("/plan")
    assert page.locator(".standing time").inner_text()


STATES = ("half", "contradictory", "out-of-scope", "nothing-to-do", "needs-answers")


@pytest.mark.parametrize(("width", "language"), [(360, "id"), (1280, "en")])
def test_the_plan_is_accessible_in_every_state(opened, begin, width, language):
    page = opened("/", width=width, language=language)
    for state in STATES:
        page.goto(f"{begin(state)}/plan?unrecorded=1")
        expect(page.locator("h1")).to_have_count(1)
        accessible(page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_plan_opened_up_and_ticked_and_its_steps_pages_are_accessible(
    opened, begin, width, language
):
    here = begin("half")
    page = opened(f"{here}/plan", width=width, language=language)
    absent = page.locator("#why-not-step option").first.get_attribute("value")
    tick(page, 2, True)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    accessible(page)
    for step in (steps(page)[0].removeprefix("step-"), absent):
        page.goto(f"{here}/plan/step/{step}")
        accessible(page)


def test_ticking_by_keyboard_alone_keeps_the_focus_and_tells_a_screen_reader(opened, begin):
    page = opened(f"{begin('advised')}/plan")
    press = page.keyboard.press
    before = steps(page)
    page.evaluate("document.getElementById('changes').kept = true")

    def until(selector):
        for _ in range(200):
            press("Tab")
            if page.evaluate(f"document.activeElement.matches({selector!r})"):
                outline = "getComputedStyle(document.activeElement).outlineStyle"
                assert page.evaluate(outline) != "none"
                return
        raise AssertionError(f"{selector} cannot be reached")

    until("li.step:nth-child(5) .tick button")
    place = page.evaluate("scrollY")
    press("Enter")
    page.wait_for_selector(".changes-bar button:focus")
    assert steps(page) == [step for step in before if step != before[4]]
    assert page.evaluate("document.getElementById('changes').kept"), "another live region"
    assert abs(page.evaluate("scrollY") - place) < 5
    assert "Rencana berubah" in page.title()
    press("Space")
    page.wait_for_selector(".changes-bar a:focus")
    assert steps(page) == before
    press("Enter")
    page.wait_for_url(f"**/plan#{before[4]}")
    expect(page.locator(".changes-bar")).to_have_count(0)
    press("Tab")
    assert page.evaluate("document.activeElement.closest('li.step').id") == before[4]


def test_what_cannot_be_updated_in_place_is_sent_as_a_plain_form(opened, begin):
    """As when the page's token is no longer good."""
    page = opened(f"{begin('advised')}/plan")
    before = steps(page)
    page.evaluate("document.querySelector('.tick [name=csrf]').value = 'old'")
    with page.expect_navigation():
        page.locator("li.step .tick button").first.click()
    assert page.locator("h1").inner_text() == "Formulir ini sudah tidak berlaku."
    page.go_back()
    assert steps(page) == before


def test_a_plan_on_paper_has_every_reason_and_source_and_nothing_to_press(
    opened, begin, knowledge, tmp_path
):
    for scripts in (True, False):
        page = opened(f"{begin('half', 'Dinas A')}/plan", scripts=scripts)
        reasons = [item.text_content() for item in page.locator(".reason p:last-child").all()]
        content = page.pdf(prefer_css_page_size=True)
        pages = PdfReader(BytesIO(content)).pages
        text = "".join("".join(p.extract_text() for p in pages).split())
        assert len(reasons) > 5
        for reason in ("Dinas A", *reasons):
            assert "".join(reason.split()) in text
        assert "Inipratinjau:belumtercatatsebagaikonsultasi.Keadaan" in text
        assert re.search(r"Keadaanpada\d+[A-Z][a-z]+\d{4}pukul\d\d\.\d\dWITA\.", text)
        for unwanted in ("Sudahdilakukan", "Catatsebagai", "Unduhrencana", "Mengapa?", "·API"):
            assert unwanted not in text
        assert {tuple(round(side) for side in p.mediabox[2:]) for p in pages} <= {
            (595, 842), (594, 842), (595, 841)
        }  # fmt: skip
        assert pages[-1].extract_text().strip(), "an empty page at the end"
        assert text.rstrip("/0123456789")[-1] != "·"
        follow(page.locator(".standing-do button"))
        text = "".join(PdfReader(BytesIO(page.pdf())).pages[0].extract_text().split())
        assert "tercatatsebagaikonsultasinomor" in text
        assert "pratinjau" not in text


def test_a_download_has_the_agencys_name(opened, begin):
    page = opened(f"{begin('advised', 'Dinas Ké/sehatan')}/plan")
    for link in page.locator(".files a").all():
        with page.expect_download() as download:
            link.click()
        name = download.value.suggested_filename
        ending = re.search(r"plan\.(\w+)", link.get_attribute("href"))[1]
        assert name == f"Rencana IPP - Dinas Ké sehatan.{ending}"
