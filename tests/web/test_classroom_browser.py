"""A trainer in a real browser: a lesson on the board, the engine's run, the graph, the slides."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from advisor.common.locations import knowledge_folder
from advisor.teaching.lesson_files import read_lessons
from advisor.web.classroom.board import Board
from advisor.web.classroom.quizzing import quiz_slides
from advisor.web.classroom.slides import board_slides
from advisor.web.classroom.starts import Starts
from tests.web.conftest import accessible, follow

VOTES = (1, 9, 2)
CITY = "government_level=kota&perda_exists=no&perkada_exists=no&work_team_formed=no"
CHANGED = f"{CITY}&was=perkada_exists:yes&start=lesson:chaining"
PATHS = (
    "/classroom",
    "/classroom/board",
    f"/classroom/board?{CHANGED}&show=all",
    "/classroom/board?perda_exist=no&innovations_running=777",
    f"/classroom/why?{CHANGED}&step=form-work-team",
    f"/classroom/why?{CHANGED}&term=perda_exists",
    f"/classroom/graph?{CHANGED}&part=topic:regulation",
    f"/classroom/trace?{CHANGED}&at=3&break=obstacle_regulation",
    "/classroom/quiz",
    f"/classroom/present?{CHANGED}&slide=1",
    "/classroom/quiz?start=lesson:chaining&slide=4",
    "/classroom/quiz?start=lesson:chaining&slide=4&v=1&v=4",
    "/classroom/quiz?start=lesson:chaining&slide=5&v=1&v=4",
)


OTHER_PATHS = (PATHS[2], PATHS[6], PATHS[7], PATHS[10])
"""Those whose layout hangs most on the width and the length of words."""


def query(page):
    return parse_qs(urlsplit(page.url).query)


@pytest.mark.parametrize(
    ("width", "language", "paths"),
    [
        (360, "id", PATHS),
        (1280, "en", PATHS),
        (360, "en", OTHER_PATHS),
        (1280, "id", OTHER_PATHS),
    ],
)
def test_every_page_is_accessible_at_both_widths_and_in_both_languages(
    opened, width, language, paths
):
    page = opened("/classroom", width=width, language=language)
    for path in paths:
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == language
        expect(page.locator("h1")).to_have_count(1)
        accessible(page)


@pytest.mark.parametrize(("width", "language"), [(1280, "id"), (360, "en")])
def test_a_lesson_on_the_board_changes_at_once_and_can_be_gone_back_to(opened, width, language):
    page = opened("/classroom", width=width, language=language)
    page.locator(".cards a.button").first.click()
    expect(page.locator(".step")).to_have_count(4)
    choice = page.locator("#perkada_exists-yes")
    choice.scroll_into_view_if_needed()
    choice.check()
    expect(page.locator(".effect-gone li")).to_have_count(4)
    assert query(page)["was"] == ["perkada_exists:no"]
    assert "before" not in query(page)
    assert page.evaluate("document.activeElement.id") == "perkada_exists-yes"
    expect(page.locator("#announce")).to_contain_text("4")
    expect(page.locator("#fact-perkada_exists")).to_have_class(re.compile("fact-changed"))
    whole = page.locator("#results").inner_html()
    page.reload()
    assert page.locator("#results").inner_html() == whole
    page.go_back()
    expect(page.locator(".step")).to_have_count(4)
    expect(page.locator("#perkada_exists-no")).to_be_checked()


def test_two_changes_one_after_another_each_show_what_that_one_did(opened):
    page = opened(f"/classroom/board?{CITY}")
    page.locator("#perkada_exists-yes").check()
    expect(page.locator(".changed li")).to_have_text(re.compile("Peraturan Kepala Daerah"))
    page.locator("#perda_exists-unknown").check()
    expect(page.locator(".changed li")).to_have_text(re.compile("Perda"))
    assert query(page)["was"] == ["perda_exists:no"]
    page.locator("#show-undecided").click()
    expect(page.locator("#show-undecided")).to_have_attribute("aria-current", "true")
    page.locator("#perda_exists-no").check()
    page.wait_for_url(re.compile("perda_exists=no"))
    assert query(page)["show"] == ["undecided"]


def test_why_opens_beside_the_board_and_closes_to_where_one_was(opened):
    page = opened(f"/classroom/board?{CHANGED}")
    link = page.locator(".step a.why").first
    link.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    expect(panel).to_be_visible()
    expect(panel.locator("h2")).to_be_focused()
    expect(panel).to_contain_text("Alasan 1")
    accessible(page)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(link).to_be_focused()
    page.locator(".rules a.why").first.click()
    expect(panel).to_be_visible()
    panel.get_by_role("button").first.click()
    expect(panel).to_be_hidden()
    assert "/classroom/board" in page.url


def test_no_explanation_opened_on_the_board_changes_the_address_or_the_tabs(opened):
    page = opened(f"/classroom/board?{CHANGED}&show=all")
    page.locator(".topic").evaluate_all("topics => topics.forEach(t => { t.open = true })")
    at, tabs = page.url, page.locator("#tabs").inner_html()
    for place in ("#facts", ".rules", ".step"):
        page.locator(f"{place} a.why").first.click()
        expect(page.locator("#panel h2")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#panel")).to_be_hidden()
        assert page.url == at, place
        assert page.locator("#tabs").inner_html() == tabs, place


def test_with_a_key_held_down_why_opens_in_a_tab_of_its_own(opened):
    page = opened(f"/classroom/board?{CHANGED}")
    with page.context.expect_page() as tab:
        page.locator(".step a.why").first.click(modifiers=["Control"])
    tab.value.wait_for_url(re.compile(r"/classroom/why\?.*perda_exists=no"))
    expect(tab.value.locator("#explanation")).to_contain_text("Alasan 1")
    expect(page.locator("#panel")).to_be_hidden()


def test_a_page_older_than_the_rules_says_so_when_it_is_asked_why(opened):
    page = opened(f"/classroom/board?{CHANGED}")
    link = page.locator(".step a.why").first
    link.evaluate("a => { a.href = a.href.replace(/board=\\w+/, 'board=00000000') }")
    follow(link)
    expect(page.locator("main")).to_contain_text("Muat ulang halaman asalnya")


def test_a_number_out_of_range_is_told_beside_the_board_which_still_works(opened):
    page = opened(f"/classroom/board?{CITY}")
    number = page.locator("#innovations_running")
    number.fill("777")
    number.press("Tab")
    expect(page.locator("#problems")).to_contain_text("777")
    expect(number).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".step")).not_to_have_count(0)
    page.locator(".topic").first.locator("summary").click()
    expect(number).to_be_hidden()
    page.locator("#problems a").click()
    expect(number).to_be_visible()
    number.fill("2")
    number.press("Tab")
    expect(page.locator("#problems")).to_be_empty()
    expect(number).to_have_attribute("aria-invalid", "false")
    assert query(page)["innovations_running"] == ["2"]


@pytest.mark.parametrize(("width", "language"), [(1280, "en"), (360, "id")])
def test_all_of_it_works_without_scripts(opened, width, language):
    page = opened("/classroom", width=width, language=language, scripts=False)
    page.locator(".cards a.button").first.click()
    page.locator("#perkada_exists-yes").check()
    page.locator(".submit button").first.click()
    page.wait_for_url(re.compile("was=perkada_exists"))
    assert query(page)["was"] == ["perkada_exists:no"]
    expect(page.locator(".effect-gone li")).to_have_count(4)
    page.locator("#show-rejected").click()
    page.wait_for_url(re.compile("show=rejected"))
    page.locator(".rule-rows a.why").first.click()
    page.wait_for_url(re.compile("/classroom/why"))
    expect(page.locator("#explanation h2")).to_be_visible()
    page.locator("#tabs a").nth(1).click()
    for place in ("at=1", "at=2", "at=3"):
        page.locator("#go-next").click()
        page.wait_for_url(re.compile(place))
    page.locator("#go-back").click()
    page.wait_for_url(re.compile("at=2"))
    page.locator("#run").select_option("CON-005")
    page.locator(".bar button").first.click()
    expect(page.locator("[role=alert]")).to_be_visible()
    page.locator("#tabs a").nth(2).click()
    page.locator("#part").select_option("topic:regulation")
    page.locator(".bar button").click()
    page.wait_for_url(re.compile("part=topic"))
    image = page.locator(".graph-frame img")
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") > 500
    page.locator("#tabs a").nth(3).click()
    expect(page.locator("main.slide-change .slide-items li")).to_have_count(1)
    page.locator("#go-next").click()
    expect(page.locator("main.slide-rules")).to_be_visible()
    page.locator("#go-next").click()
    expect(page.locator("main.slide-plan")).to_be_visible()


def tab_to(page, selector, most=60, key="Tab"):
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached")


def test_a_trainer_needs_no_mouse(opened):
    page = opened("/classroom")
    tab_to(page, ".cards a.button")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/classroom/board"))
    tab_to(page, "[name=head_requires_innovation]")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile("head_requires_innovation"))
    assert page.evaluate("document.activeElement.name") == "head_requires_innovation"
    tab_to(page, "#tabs a:nth-child(2)", key="Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/classroom/trace"))
    for key, at in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("Home", 0)):
        page.keyboard.press(key)
        page.wait_for_url(re.compile(f"at={at}"))
    page.keyboard.press("End")
    expect(page.locator(".notice-good")).to_be_visible()
    tab_to(page, "#run")
    at = page.url
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.url == at, "keys that a field needs do not step"


SMALLEST = """() => Math.min(...[...document.querySelectorAll('main *')]
    .filter(e => !e.children.length && e.textContent.trim() && !e.closest('.unseen'))
    .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
TALL = "document.documentElement.scrollHeight"


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_quiz_on_the_projector_is_read_from_afar_and_driven_by_keys(opened, language):
    page = opened("/classroom/quiz?start=lesson:several-reasons", language=language)
    page.set_viewport_size({"width": 1280, "height": 720})
    kinds = []
    while True:
        kinds.append(page.locator("main").get_attribute("class").split()[1])
        assert page.evaluate(SMALLEST) >= 32
        assert page.evaluate(TALL) == 720
        if kinds[-1] == "slide-question":
            for letter in "bba":
                page.keyboard.press(letter)
        if kinds[-1] == "slide-answer":
            break
        here = page.url
        page.keyboard.press("PageDown" if len(kinds) % 2 else "ArrowRight")
        page.wait_for_url(lambda url, here=here: url != here)
    assert kinds[0] == "slide-story"
    assert kinds[-3:] == ["slide-question", "slide-votes", "slide-answer"]
    assert query(page)["v"][:3] == ["1", "2", "0"]
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".vote-count").nth(1)).to_have_text("2")
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile("/classroom/board"))


def fullest_slides(knowledge, engine, language):
    """The addresses of the slides with the most to read, of those set smaller and of the others."""
    starts = Starts(knowledge, read_lessons(knowledge, knowledge_folder()), None)
    found = []
    for start in (*starts.lessons, *starts.examples):
        for state in (start.state, start.twist or start.state):
            board = Board(knowledge, state, engine.salience, {})
            for at, slide in enumerate(board_slides(board, start, language)):
                found.append((slide, state.link("/classroom/present", slide=at)))
        if start.lesson:
            board = Board(knowledge, start.state, engine.salience, {})
            for at, slide in enumerate(quiz_slides(board, start, VOTES, language)):
                address = f"/classroom/quiz?start={start.name}&slide={at}&v=1&v=9&v=2"
                found.append((slide, address))
    found.sort(key=lambda pair: (weight(pair[0]), pair[1]))
    return [a for small in (True, False) for a in [a for s, a in found if s.dense is small][-5:]]


def weight(slide):
    return len(slide.heading) + len(slide.text) + sum(len(i.text) + 30 for i in slide.items)


@pytest.mark.parametrize("language", ["id", "en"])
def test_even_the_fullest_slides_fit_the_projector(opened, knowledge, engine, language):
    page = opened("/classroom", language=language)
    page.set_viewport_size({"width": 1280, "height": 720})
    for address in fullest_slides(knowledge, engine, language):
        page.goto(address)
        assert page.evaluate(TALL) == 720, address
        assert page.evaluate(SMALLEST) >= 32, address
