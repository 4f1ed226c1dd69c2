"""The auditor's and the administrator's whole job in a real browser, at a server of two workers."""

import re
import signal
from io import BytesIO
from unicodedata import normalize
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from advisor.web.installation import Site
from advisor.web.security.sign_in import Door
from advisor.web.settings import Settings
from advisor.web.store.schema import prepare
from tests.ledgers import raw
from tests.web.conftest import accessible, follow, start, stop
from tests.web.desks import ACCOUNTS, GOOD, OTHER, fill
from tests.web.test_desk_compare import narrowed

WORDS = {
    "id": ("Nama akun", "Kata sandi", "Masuk", "Keluar", "Catatan ini utuh.", "sama persis"),
    "en": ("Account name", "Password", "Sign in", "Sign out", "This record is whole.", "the same"),
}


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    return narrowed(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def server(tmp_path_factory, old, knowledge):
    """A server of its own, because its ledger and its accounts are looked at as a whole."""
    folder = tmp_path_factory.mktemp("desk")
    fill(folder / "ledger.db", old, knowledge)
    site = Site.of(Settings(f"sqlite:///{folder / 'web.db'}", "", b""))
    prepare(site.database)
    for name, role in ACCOUNTS.items():
        Door.of(site).accounts.add(name, role, GOOD)
    site.database.dispose()
    server = start(folder, "--workers", "2")
    wait_for(f"{server.url}/readyz")
    yield server
    assert stop(server) in (0, -signal.SIGTERM)


def wait_for(address):
    """Until a worker answers; connections queue till then, but a page does not wait for ever."""
    with urlopen(address, timeout=120) as answer:
        assert answer.status == 200


def sign_in(page, language, name, password=GOOD):
    account, word, enter, *_ = WORDS[language]
    page.get_by_label(account, exact=True).fill(name)
    page.get_by_label(word, exact=True).fill(password)
    follow(page.locator("main").get_by_role("button", name=enter))


def heading(page):
    expect(page.locator("h1")).to_have_count(1)
    return page.locator("h1").inner_text()


@pytest.mark.parametrize(
    ("width", "language", "scripts"),
    [(360, "id", True), (1280, "en", True), (360, "en", False), (1280, "id", False)],
)
def test_the_auditors_whole_job(opened, old, width, language, scripts):
    out, whole, same = WORDS[language][3:]
    page = opened("/desk/record/3", width=width, language=language, scripts=scripts)

    def looked_at():
        assert page.title()
        if scripts:
            accessible(page)

    # Signing in, the second time with the right password, leads where one wanted to go.
    looked_at()
    sign_in(page, language, "siti", OTHER)
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.locator("[role=alert]").evaluate("e => e === document.activeElement")
    looked_at()
    sign_in(page, language, "siti")
    assert "/desk/record/3" in page.url
    # Search by a part of a name and by rule, and open what is found.
    page.goto("/desk")
    page.locator("#text").fill("rahasia")
    page.locator(".desk-search details summary").click()
    page.locator("#rule").fill("BUD-001")
    follow(page.locator(".desk-search button"))
    rows = page.get_by_role("row")
    assert 2 <= rows.count() < 32
    looked_at()
    follow(page.locator("tbody a").last)
    # Verify and replay.
    follow(page.locator("form[action*='/verify?'] button"))
    expect(page.get_by_role("status").get_by_text(whole)).to_be_visible()
    looked_at()
    follow(page.locator("form[action*='/replay?'] button"))
    assert same in page.get_by_role("status").inner_text()
    looked_at()
    # The rule as it stood then, and why a step was advised.
    page.locator(".rule-sets > details > summary").first.click()
    page.locator(".rule-sets .rules summary").first.click()
    looked_at()
    follow(page.locator(".steps a").first)
    assert page.locator(".traced li").count() > 3
    looked_at()
    # Back to the record; on paper it has every reason, and the text of each rule that fired.
    follow(page.locator("main p.no-print a").first)
    hidden = page.locator(".steps details p, .rule-sets > details:first-of-type .outline li")
    texts = [text for item in hidden.all() for text in item.text_content().split("\n")]
    paper = "".join(p.extract_text() for p in PdfReader(BytesIO(page.pdf())).pages)
    paper = "".join(normalize("NFKC", paper).split())
    assert len(texts) > 10
    for text in texts:
        assert "".join(text.split()) in paper
    # Editions, and what the difference would touch.
    page.goto("/desk/editions")
    looked_at()
    follow(page.locator("form[action$=compare] button"))
    assert "BUD-001" in page.locator(".changes").first.inner_text()
    follow(page.locator("form[action*=compare] button").first)
    expect(page.get_by_role("status")).to_be_visible()
    assert page.locator("#impact ~ .changes li").count() > 0
    looked_at()
    # The whole ledger, and what it can be exported as.
    page.goto("/desk/verify")
    follow(page.locator("form[action$=verify] button"))
    expect(page.locator(".notice-good")).to_be_visible()
    looked_at()
    page.goto("/desk/export")
    looked_at()
    page.goto("/desk/accounts")
    expect(page.locator("table")).to_have_count(0)
    looked_at()
    # Signing out: the way back shows nothing.
    page.goto("/desk/record/3")
    follow(page.get_by_role("button", name=out))
    expect(page.locator(".notice-good")).to_be_visible()
    looked_at()
    for _ in range(2):
        page.go_back()
        expect(page.locator("#password")).to_be_visible()
        assert "sha256" not in page.content()


@pytest.mark.parametrize(("width", "language"), [(360, "en"), (1280, "id")])
def test_the_administrator_makes_an_account_and_its_owner_takes_it_over(opened, width, language):
    page = opened("/desk/accounts", width=width, language=language)
    sign_in(page, language, "admin")
    accessible(page)
    name = f"budi.{width}"
    page.locator("#name").fill(name)
    page.locator("label[for=role-trainer]").click()
    follow(page.locator("main form .button").last)
    initial = page.locator(".handed").inner_text()
    accessible(page)
    follow(page.get_by_role("link", name=name))
    accessible(page)
    theirs = opened("/desk/record/3", width=width, language=language)
    sign_in(theirs, language, name, initial)
    accessible(theirs)
    theirs.goto("/desk")
    assert theirs.url.endswith("/desk/password")
    theirs.locator("#present").fill(initial)
    for field in ("#new", "#again"):
        theirs.locator(field).fill(OTHER)
    follow(theirs.locator("main form .button"))
    theirs.get_by_role("row").nth(20).wait_for()
    expect(theirs.locator("#text")).to_have_count(0)
    theirs.goto("/desk/record/3")
    assert not re.search("Rahasia|Pegawai|Ani", theirs.content())
    accessible(theirs)
    # A redaction, asked for twice.
    page.goto("/desk/record/5/redact")
    accessible(page)
    page.goto("/desk/password")
    accessible(page)


def test_the_desk_by_keyboard_alone(opened):
    page = opened("/desk", width=1280, language="id")
    press = page.keyboard.press

    def tab_to(selector):
        for _ in range(60):
            press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                outline = "getComputedStyle(document.activeElement).outlineStyle"
                assert page.evaluate(outline) != "none"
                return
        raise AssertionError(selector)

    def goes_on(key="Enter"):
        with page.expect_navigation():
            press(key)

    press("Tab")
    press("Enter")
    tab_to("#name")
    page.keyboard.type("siti")
    press("Tab")
    page.keyboard.type(GOOD)
    goes_on()
    tab_to("#text")
    page.keyboard.type("rahasia")
    goes_on()
    tab_to("tbody a")
    goes_on()
    tab_to("form[action*='/verify'] button")
    goes_on()
    assert "Catatan ini utuh." in page.get_by_role("status").inner_text()
    # What was found has the focus; from there the next button is one of the first things.
    tab_to("form[action*='/replay'] button")
    goes_on("Space")
    assert "sama persis" in page.get_by_role("status").inner_text()
    page.goto("/desk")
    tab_to("form[action='/logout'] button")
    goes_on()
    expect(page.locator("#password")).to_be_visible()


def test_a_ledger_that_was_tampered_with_shows_at_the_verify_button(opened, server):
    page = opened("/desk/verify", width=360, language="id")
    sign_in(page, "id", "siti")
    with raw(server.ledger) as connection:
        (body,) = connection.execute("SELECT body FROM record WHERE number = 9").fetchone()
        change = "UPDATE record SET body = ? WHERE number = 9"
        connection.execute(change, (body.replace("true", "false", 1),))
        try:
            follow(page.locator("form[action$=verify] button"))
            assert "TIDAK utuh" in page.locator(".notice-error h2").inner_text()
            expect(page.locator(".finding", has_text="Catatan 9 telah diubah")).to_be_visible()
            accessible(page)
            page.goto("/desk/record/9")
            follow(page.locator("form[action$=verify] button"))
            assert "TIDAK utuh" in page.locator(".notice-error h2").inner_text()
            accessible(page)
        finally:
            connection.execute(change, (body,))
