"""Hostile text in every input: nothing of it comes back as markup, as a header or as a fault."""

import json
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from advisor.advice.facts import facts_from
from advisor.web.app import create_app
from advisor.web.security import passwords
from advisor.web.security.same_origin import SAFE
from advisor.web.settings import Settings
from advisor.web.store.accounts import Accounts
from tests.conftest import ROOT
from tests.web.crawler import Page, crawl, example, pattern_of, routes
from tests.web.desks import CHEAP, CSRF, GOOD, Visitor, wiped

CORPUS = (ROOT / "tests/web/hostile.txt").read_text("utf-8").splitlines()
UNSEEN = ("/api/", "/healthz", "/readyz", "/logout")
"""What answers with no page."""
LONGEST = 190
"""Characters of the payloads that are sent as one text; names may be cut off after more."""
MARKUP = set("<>\"'")
LINKS = ("href", "src", "action", "formaction", "xlink:href", "data", "poster", "background")
DANGEROUS = ("javascript:", "vbscript:", "data:text", "//", "/\\", "http:", "https:")
NEVER = {"iframe", "embed", "base", "xss", "marquee", "math", "frame", "applet", "style"}


def grouped():
    """The corpus in as few texts as the inputs have room for."""
    groups = [[]]
    for text in CORPUS:
        if len(" ".join([*groups[-1], text])) > LONGEST:
            groups.append([])
        groups[-1].append(text)
    return [" ".join(group) for group in groups]


TEXTS = grouped()
OF_A_SIGN_IN = ("/desk", "/logout", "/tables")
"""Where forms lead that count with one sign-in only."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The application with hostile text in its ledger, visited by a browser without scripts."""
    folder = tmp_path_factory.mktemp("hostile")
    database, ledger = f"sqlite:///{folder / 'web.db'}", str(folder / "ledger.db")
    made = Settings(database, ledger, b"s" * 32, per_minute=10**8)
    with TestClient(create_app(made), base_url="http://advisor.test") as client:
        for text in TEXTS:
            body = {"pd": {"name": text}, "answers": {}}
            assert client.post("/api/v1/advise?record=true", json=body).status_code == 201
        yield client


@pytest.fixture(scope="module")
def enter(site):
    """Signs in as whoever may do most, by an account made anew; gives the token for a form."""

    def signed_in(action="/desk"):
        wiped(site)
        Accounts(site.app.state.site.database).add("admin", "administrator", GOOD)
        visitor = Visitor(site)
        assert visitor.sign_in("admin").status_code == 303
        visitor.get("/desk/password" if action.startswith(OF_A_SIGN_IN) else "/questionnaire")
        return CSRF.search(visitor.page)[1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)
        yield signed_in


@pytest.fixture(scope="module")
def found(site, enter):
    return crawl(site, enter)


def check(answer, text):
    """Every answer on the way, whatever it is."""
    for response in (*answer.history, answer):
        assert response.status_code < 500, (response.url, text)
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "unsafe" not in response.headers["content-security-policy"]
        assert "x-injected" not in response.headers
        location = response.headers.get("location", "/")
        assert location[:1] == "/"
        assert location[1:2] not in ("/", "\\")
        kind = response.headers.get("content-type", "").partition(";")[0]
        assert kind or not response.content
        CHECKS.get(kind, lambda *_: None)(response.text if kind in CHECKS else "", text)


def check_html(html, text):
    for payload in CORPUS:
        assert not (MARKUP & set(payload) and payload in text and payload in html), payload
    for tag, attributes in Page("/", html).tags:
        assert tag not in NEVER, (tag, text)
        assert tag != "script" or dict(attributes).get("src", "").startswith("/static/"), text
        for name, value in attributes:
            assert not name.startswith("on"), (tag, name, text)
            assert name not in ("style", "srcdoc"), (tag, name, text)
            if name in LINKS:
                shown = "".join((value or "").split()).lower()
                assert not shown.startswith(DANGEROUS), (tag, name, value, text)
            if name == "http-equiv":
                assert (value or "").lower() != "refresh", text


def check_xml(content, text):
    for payload in CORPUS:
        assert not (MARKUP & set(payload) and payload in text and payload in content), payload
    for element in ElementTree.fromstring(content).iter():
        assert not element.tag.endswith("script")
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert not value.lower().strip().startswith("javascript:")


CHECKS = {
    "text/html": check_html,
    "image/svg+xml": check_xml,
    "application/json": lambda content, _: json.loads(content or "null"),
}


SHOWS_WHAT_WAS_SENT = {"/filled-plan"}
"""Pages that are seen only by whoever has just sent something, with a form to go on."""


def test_the_corpus_is_large_and_the_crawler_sees_the_application(site, found):
    assert len(set(CORPUS)) >= 60
    served = {pattern_of(site.app, urlsplit(address).path) for address in found.pages}
    plain = [route.path for route in routes(site.app) if not route.param_convertors]
    assert served >= {"/", "/api"}
    assert len(plain) > 5
    assert len(found.forms) >= 5
    for form in found.in_order:
        kind = form.kind(site.app)
        on = (
            at for at, page in found.pages.items() if kind in (f.kind(site.app) for f in page.forms)
        )
        # Sending one may have made its page another: then the form's own address stands for it.
        page = next(on, form.action)
        assert page in SHOWS_WHAT_WAS_SENT or site.get(page).status_code < 400, page


@pytest.mark.slow
def test_hostile_text_in_a_form_comes_back_as_text(site, found, enter):
    for form in found.in_order:
        for text in TEXTS:
            sent = {**form.filled(text), "csrf": enter(form.action)}
            if form.method == "GET":
                check(site.get(form.action, params=sent), text)
                continue
            answer = site.post(form.action, data=sent)
            assert answer.status_code != 403, form
            check(answer, text)
            check(site.post(form.action, data=sent | dict.fromkeys(form.inputs, text)), text)


@pytest.mark.slow
def test_hostile_text_in_a_query_comes_back_as_text(site, found, enter):
    enter()
    once = {pattern_of(site.app, urlsplit(at).path): urlsplit(at).path for at in found.pages}
    for pattern, path in once.items():
        names = found.parameters(pattern, site.app)
        for text in TEXTS:
            check(site.get(path, params={**dict.fromkeys(names, text), text: text}), text)


@pytest.mark.slow
def test_hostile_text_in_an_address_comes_back_as_text(site, enter):
    enter()
    for route in routes(site.app):
        for text in TEXTS:
            if route.param_convertors and "GET" in (route.methods or ()):
                check(site.get(example(route, text)), text)
    for text in CORPUS:
        check(site.get(f"/x{quote(text, safe='/%')}"), text)


@pytest.mark.slow
def test_hostile_text_in_the_api_comes_back_as_json(site, knowledge):
    asked = dict.fromkeys(list(knowledge.vocabulary.asked)[:3], True)
    posts = [r for r in routes(site.app) if r.path.startswith("/api/") and "POST" in r.methods]
    assert len(posts) >= 5
    for text in CORPUS:
        facts = facts_from(asked, text).document()
        bodies = (
            facts,
            {"answers": {text: text, **dict.fromkeys(asked, text)}, text: text},
            {"answers": {}, "set": {text: text}, "sweep": text},
        )
        for route in posts:
            for body in bodies:
                headers = {"Accept-Language": text[:20].encode()}
                answer = site.post(example(route, text), json=body, headers=headers)
                assert answer.headers["content-type"] == "application/json"
                check(answer, text)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.test"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://advisor.test"},
    ],
    ids=["origin", "null", "cross-site", "same-site"],
)
def test_every_address_refuses_what_another_site_sends(site, headers):
    changing = 0
    for route in routes(site.app):
        for method in (route.methods or set()) - SAFE:
            answer = site.request(method, example(route, "1"), headers=headers, data={"csrf": "x"})
            assert answer.status_code == 403, route.path
            changing += 1
    assert changing >= 5


def test_every_form_of_a_page_is_refused_without_its_token(site, found):
    for form in found.in_order:
        if form.method == "POST":
            data = {**form.filled("x"), "csrf": "0" * 64}
            answer = site.post(form.action, data=data)
            # Whoever has been signed out meanwhile is sent to sign in before any form is looked at.
            assert answer.status_code == 403 or answer.url.path == "/login", form.action
