"""What became of a PD's plan, at the desk: each change leads to its record's rule and line."""

import re

import pytest
from playwright.sync_api import expect

from advisor.audit.ledger import Ledger
from advisor.web.desk import courses
from advisor.web.installation import Site
from advisor.web.security import passwords
from advisor.web.settings import Settings
from advisor.web.store.accounts import Accounts
from advisor.web.store.schema import prepare
from tests.follow_up.test_progress_command import FIRST, NAME, SECOND, THIRD, recorded
from tests.ledgers import Clock
from tests.web.conftest import accessible, follow, start, stop
from tests.web.desks import CHEAP, GOOD, Visitor, desk, wiped
from tests.web.test_desk_browser import sign_in


@pytest.fixture
def client(tmp_path, knowledge, monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    with Ledger.writing(tmp_path / "ledger.db", Clock()) as book:
        recorded(book, knowledge, FIRST)
        recorded(book, knowledge, FIRST, "Dinas Lain")
        recorded(book, knowledge, SECOND)
        recorded(book, knowledge, THIRD)
    with desk(tmp_path) as client:
        yield client


def signed_in(client, role):
    wiped(client)
    Accounts(client.app.state.site.database).add("orang", role, GOOD)
    visitor = Visitor(client)
    visitor.sign_in("orang")
    return visitor


def test_an_auditor_follows_each_change_to_its_rule_and_line(client):
    visitor = signed_in(client, "administrator")
    assert visitor.get("/desk/record/3").status_code == 200
    assert 'href="/desk/record/3/progress"' in visitor.page
    page = visitor.get("/desk/record/3/progress?lang=en").text
    assert "From consultation 1 to consultation 3" in page
    assert "From consultation 3 to consultation 4" in page
    assert "consultation 2" not in page.lower()
    assert "Rule REG-004" in page
    link = "/desk/record/1/step/form-work-team"
    assert f'href="{link}"' in page
    assert "REG-004" in visitor.get(link).text
    for address in re.findall(r'href="(/desk/record/\d+/step/[^"]+)"', page):
        assert visitor.get(address).status_code == 200
    drawn = visitor.get("/desk/record/3/progress.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert NAME not in page


def test_who_may_not_see_names_sees_only_what_is_linked(client):
    page = signed_in(client, "trainer").get("/desk/record/3/progress?lang=en").text
    assert "only one consultation" in page
    assert "/desk/record/1/step" not in page
    assert NAME not in page


def test_more_than_fit_a_page_are_told(client, monkeypatch):
    monkeypatch.setattr(courses, "MOST", 2)
    page = signed_in(client, "administrator").get("/desk/record/1/progress?lang=en").text
    assert "1 older consultation is not shown" in page


def test_what_is_no_consultation_has_no_course(client):
    visitor = signed_in(client, "administrator")
    for number in ("99", "0", "x"):
        assert visitor.get(f"/desk/record/{number}/progress").status_code == 404
        assert visitor.get(f"/desk/record/{number}/progress.svg").status_code == 404


@pytest.fixture(scope="module")
def server(tmp_path_factory, knowledge):
    """A server of its own, with a ledger that is known."""
    folder = tmp_path_factory.mktemp("courses")
    with Ledger.writing(folder / "ledger.db", Clock()) as book:
        for answers in (FIRST, SECOND, THIRD):
            recorded(book, knowledge, answers)
    site = Site.of(Settings(f"sqlite:///{folder / 'web.db'}", "", b""))
    prepare(site.database)
    Accounts(site.database).add("siti", "auditor", GOOD)
    site.database.dispose()
    server = start(folder)
    yield server
    stop(server)


@pytest.mark.parametrize(
    ("width", "language", "scripts"), [(320, "id", True), (1280, "en", True), (360, "en", False)]
)
def test_in_a_browser_the_auditor_reads_the_course_and_a_step_of_it(
    opened, width, language, scripts
):
    page = opened("/desk/record/1/progress", width=width, scripts=scripts, language=language)
    sign_in(page, language, "siti")
    page.goto("/desk/record/1/progress")
    if scripts:
        accessible(page)
    expect(page.locator("section h2")).to_have_count(2)
    follow(page.locator('a[href*="/step/form-work-team"]').first)
    assert "REG-004" in page.locator(".traced").inner_text()
