"""The link to the other language: it leads to this very page, on this site, and by GET."""

import html
import re
from urllib.parse import urljoin, urlsplit

import pytest

from advisor.web.security import passwords
from tests.web.desks import ACCOUNTS, CHEAP, GOOD, Visitor
from tests.web.plans import begun, post
from tests.web.test_questionnaire import begin, form_of, send

LINK = re.compile(r'<a href="([^"]*)" lang="en"')
SITE = "http://advisor.test"


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", CHEAP)


@pytest.fixture
def admin(client):
    visitor = Visitor(client)
    for name, role in ACCOUNTS.items():
        visitor.door.accounts.add(name, role, GOOD)
    visitor.sign_in("admin")
    return visitor


def link(page):
    found = LINK.search(page)
    return html.unescape(found[1]) if found else None


def in_english(client, page):
    """The page behind the link; then back to Indonesian."""
    answer = client.get(link(page))
    assert '<html lang="en">' in answer.text
    client.get("/?lang=id")
    return answer


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/x", "///evil.example", "/%5Cevil.example", "/%5C/evil.example",
        "/%2F/evil.example", "/%09/evil.example", "/%0A/evil.example", "/%09%5Cevil.example",
        "//evil.example%2F..", "/x?next=//evil.example", "/https:evil.example",
    ],
)  # fmt: skip
def test_it_never_leads_to_another_site(client, path):
    answer = client.get(SITE + path)
    assert answer.status_code == 404
    to = link(answer.text)
    assert not re.match(r"[/\\\s]{2}", to)
    assert urlsplit(urljoin(SITE, to)).netloc == "advisor.test"


@pytest.mark.parametrize("path", ["/desk/a%20b%3Fc", "/x%25y/z", "/a%23b", "/é/@:"])
def test_it_repeats_any_path_and_query(client, path):
    to = link(client.get(f"{SITE}{path}?a=1&a=2&lang=id&b=%26").text)
    answer = client.get(SITE + to)
    assert answer.url.path == client.get(SITE + path).url.path
    assert answer.url.query == b"a=1&a=2&b=%26&lang=en"


def test_a_form_that_was_sent_is_shown_in_the_other_language(client, admin, knowledge):
    post(client, begun(client.app.state.site.drafts, knowledge, "advised"), "finish")
    for path in ("/desk/record/1/verify", "/desk/record/1/replay", "/desk/verify"):
        admin.get("/desk")
        answer = admin.post(path)
        assert answer.status_code == 200
        assert in_english(client, answer.text).status_code == 200


def test_a_refused_form_is_shown_in_the_other_language(client, admin, knowledge):
    here, term = begin(client), knowledge.questions[0].term
    assert in_english(client, send(client, here, term, "").text).status_code == 200
    admin.get("/desk")
    refused = admin.post("/desk/password", present="x", new="y", again="y")
    assert refused.status_code == 422
    assert in_english(client, refused.text).status_code == 200


def test_a_refused_sign_in_still_knows_where_to_go_in_the_other_language(client, admin):
    admin.sign_out()
    refused = admin.sign_in("admin", "wrong", after="/desk/verify")
    assert 'value="/desk/verify"' in in_english(client, refused.text).text


def test_there_is_none_where_only_sending_the_form_gives_the_page(client):
    here = begin(client)
    gone = client.post(f"{here}/forget", data=form_of(client, f"{here}/keep"))
    refused = client.post(f"{here}/finish", data={})
    assert (gone.status_code, refused.status_code) == (200, 403)
    for answer in (gone, refused):
        assert link(answer.text) is None
        assert 'class="languages"' not in answer.text


def test_there_is_none_beside_a_password_that_is_shown_once(client, admin):
    admin.get("/desk/accounts")
    made = admin.post("/desk/accounts", name="rina", role="auditor")
    admin.get("/desk/accounts/rina")
    reset = admin.post("/desk/accounts/rina", do="reset")
    for answer in (made, reset):
        assert 'class="handed' in answer.text
        assert link(answer.text) is None
    admin.get("/desk/accounts")
    refused = admin.post("/desk/accounts", name="rina", role="auditor")
    assert in_english(client, refused.text).status_code == 200
