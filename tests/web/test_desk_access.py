"""Who gets to see what of the audit desk, and how they sign in and out."""

import logging
import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from advisor.web.app import create_app
from advisor.web.desk import routes
from advisor.web.security import passwords
from advisor.web.security.rights import Right, may
from tests.web.desks import (
    ACCOUNTS,
    CHEAP,
    CSRF,
    GOOD,
    NEW,
    OLD,
    OTHER,
    PD,
    PERSONAL,
    WHO,
    Visitor,
    desk,
    fill,
    wiped,
)
from tests.web.test_desk_compare import narrowed

FILLED = {"number": "3", "step": "form-work-team", "name": "siti"}
GRANTED = {
    "/desk/accounts": Right.ACCOUNTS,
    "/desk/accounts/siti": Right.ACCOUNTS,
    "/desk/record/3/redact": Right.REDACT,
    "/desk/export": Right.EXPORT,
    "/desk/export/file": Right.EXPORT,
    "/desk/password": Right.SIGNED_IN,
}
DESK = sorted(
    (method, route.path.format(**FILLED))
    for route in routes.routes()
    for method in route.methods - {"HEAD"}
    if route.path.startswith("/desk")
)


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    passwords.decoy.cache_clear()
    yield
    passwords.decoy.cache_clear()


@pytest.fixture(scope="module")
def served(tmp_path_factory, knowledge):
    folder = tmp_path_factory.mktemp("desk")
    fill(folder / "ledger.db", narrowed(tmp_path_factory.mktemp("base")), knowledge)
    with desk(folder) as client:
        yield client


@pytest.fixture
def visitor(served):
    wiped(served)
    found = Visitor(served)
    for name, role in ACCOUNTS.items():
        found.door.accounts.add(name, role, GOOD)
    return found


def another(visitor):
    """Another browser at the same server."""
    return Visitor(TestClient(visitor.client.app, base_url="http://advisor.test"))


# Nothing without signing in


def test_the_desk_has_these_addresses():
    assert len(DESK) >= 20


def test_nothing_of_the_desk_opens_without_signing_in(visitor):
    for method, path in DESK:
        visitor.get("/login")
        answer = visitor.get(path) if method == "GET" else visitor.post(path)
        assert answer.status_code == 303, (method, path)
        assert answer.headers["location"].startswith("/login?next=%2Fdesk")
        assert not any(text in answer.text for text in PERSONAL)


@pytest.mark.parametrize("name", ACCOUNTS)
def test_each_role_opens_exactly_what_it_has_the_right_to(visitor, name):
    visitor.sign_in(name)
    for method, path in DESK:
        visitor.get("/desk/password")
        answer = visitor.get(path) if method == "GET" else visitor.post(path)
        granted = may(ACCOUNTS[name], GRANTED.get(path, Right.READ))
        assert (answer.status_code != 403) is granted, (method, path, answer)
        assert ("tidak berwenang" in answer.text) is not granted


@pytest.mark.parametrize("path", [path for method, path in DESK if method == "POST"])
def test_no_form_of_the_desk_counts_without_its_token(visitor, path):
    visitor.sign_in("admin")
    visitor.page = ""
    assert visitor.post(path, do="remove", name="mallory", role="trainer").status_code == 403
    assert [person.name for person in visitor.door.accounts.all()] == sorted(ACCOUNTS)


def test_a_token_of_another_browser_does_not_count(visitor):
    other = another(visitor)
    visitor.sign_in("admin")
    other.get("/login")
    visitor.page = other.page
    assert visitor.post("/desk/accounts", name="mallory", role="administrator").status_code == 403


# Signing in


def test_whoever_signs_in_lands_on_the_page_they_wanted(visitor):
    wanted = visitor.get("/desk/record/3").headers["location"]
    assert wanted == "/login?next=%2Fdesk%2Frecord%2F3"
    assert 'name="next" value="/desk/record/3"' in visitor.get(wanted).text
    answer = visitor.post("/login", name="siti", password=GOOD, next="/desk/record/3")
    assert answer.headers["location"] == "/desk/record/3"
    assert visitor.get("/desk/record/3").status_code == 200


@pytest.mark.parametrize(
    ("sent", "after"),
    [
        ("/desk/record/3/redact", "/desk/record/3/redact"),
        ("/desk/record/3/redact?status=advised", "/desk/record/3/redact?status=advised"),
        ("/desk/verify", "/desk/verify"),
        ("/desk/record/3/verify", "/desk"),
    ],
)
def test_whoever_was_signed_out_meanwhile_comes_back_to_the_form_they_sent(visitor, sent, after):
    visitor.get("/login")
    answer = visitor.post(sent, reason="diminta", sure="yes")
    wanted = visitor.get(answer.headers["location"]).text
    assert f'name="next" value="{after}"' in wanted
    answer = visitor.post("/login", name="admin", password=GOOD, next=after)
    assert answer.headers["location"] == after
    assert visitor.get(after).status_code == 200


@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.test/desk", "//evil.test/desk", "/\\evil.test", "\\\\evil.test", "desk",
        "/deskevil", "/desk/\r\nSet-Cookie: a=b", "javascript:alert(1)", "/\t/evil.test", "/",
        "/desk@evil.test", "/desk\0", "",
    ],
)  # fmt: skip
def test_nobody_is_sent_anywhere_else_after_signing_in(visitor, evil):
    assert visitor.sign_in("siti", after=evil).headers["location"] == "/desk"


def test_a_wrong_password_an_unknown_name_and_a_locked_account_look_the_same(visitor):
    visitor.door.accounts.lock("tono")
    seen = set()
    for name, password in (("siti", OTHER), ("nobody", OTHER), ("tono", GOOD), ("x" * 300, OTHER)):
        answer = visitor.sign_in(name, password)
        assert answer.status_code == 422
        assert "session" not in visitor.client.cookies
        seen.add(CSRF.sub("", answer.text.replace(f'value="{name}"', "")))
    assert len(seen) == 1


def test_too_many_failures_are_answered_with_how_long_to_wait(visitor):
    for _ in range(6):
        visitor.sign_in("siti", OTHER)
    answer = visitor.sign_in("siti")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 2
    assert f"Tunggu {answer.headers['retry-after']} detik" in answer.text


def test_signing_in_gives_a_new_token_whatever_the_browser_brought(visitor):
    chosen = "chosen-by-somebody-else"
    visitor.client.cookies.set("session", chosen, "advisor.test", "/")
    visitor.sign_in("siti")
    assert visitor.client.cookies["session"] != chosen
    assert visitor.get("/desk").status_code == 200
    other = another(visitor)
    other.client.cookies.set("session", chosen)
    assert other.get("/desk").status_code == 303


def test_signing_in_again_ends_the_sign_in_before(visitor):
    tab = visitor.get("/login").text
    visitor.sign_in("siti")
    first = visitor.client.cookies["session"]
    visitor.page = tab
    visitor.post("/login", name="admin", password=GOOD)
    assert visitor.client.cookies["session"] != first
    assert visitor.door.sign_ins.find(first) is None


def test_the_desks_forms_belong_to_one_sign_in_and_end_with_it(visitor):
    outside = visitor.get("/login").text
    visitor.sign_in("siti")
    first = visitor.get("/desk/verify").text
    visitor.sign_out()
    visitor.sign_in("siti")
    second = visitor.get("/desk/verify").text
    for page in (outside, first):
        for path in ("/desk/verify", "/desk/password", "/logout"):
            visitor.page = page
            assert visitor.post(path).status_code == 403
    assert visitor.get("/desk").status_code == 200
    visitor.page = second
    assert visitor.post("/desk/verify").status_code == 200


def test_a_question_open_in_another_tab_outlasts_signing_in_and_out(visitor):
    visitor.get("/questionnaire")
    here = visitor.post("/questionnaire", name="").headers["location"]
    question = visitor.get(visitor.get(here).headers["location"]).text
    path = re.search(r'action="(/questionnaire/[^"]+/question/[^"]+)"', question)[1]
    for leave in (lambda: visitor.sign_in("siti"), visitor.sign_out):
        leave()
        visitor.page = question
        assert visitor.post(path, answer="unknown", made_from="none").status_code == 303


@pytest.mark.parametrize("https", [False, True])
def test_cookies_are_out_of_reach_of_scripts_and_with_https_bound_to_this_host(settings, https):
    app = create_app(replace(settings, https=https))
    scheme, prefix = ("https", "__Host-") if https else ("http", "")
    with TestClient(app, base_url=f"{scheme}://advisor.test") as client:
        visitor = Visitor(client)
        visitor.door.accounts.add("siti", "auditor", GOOD)
        answer = visitor.sign_in("siti")
        given = [c for c in answer.headers.get_list("set-cookie") if "Max-Age=0" not in c]
        assert {c.partition("=")[0] for c in given} == {f"{prefix}session", f"{prefix}device"}
        for cookie in given:
            assert "HttpOnly" in cookie
            assert "SameSite=lax" in cookie
            assert "Path=/" in cookie
            assert "Domain" not in cookie
            assert ("Secure" in cookie) is https
        assert visitor.get("/desk").status_code == 200


def test_signing_out_ends_it_on_the_server_too(visitor):
    visitor.sign_in("siti")
    kept = visitor.client.cookies["session"]
    assert visitor.sign_out().headers["location"].startswith("/login")
    assert "session" not in visitor.client.cookies
    visitor.client.cookies.set("session", kept)
    assert visitor.get("/desk").status_code == 303


def test_signing_out_takes_a_form_with_its_token(visitor):
    visitor.sign_in("siti")
    assert visitor.client.get("/logout").status_code == 405
    visitor.page = ""
    assert visitor.post("/logout").status_code == 403
    assert visitor.get("/desk").status_code == 200


def test_no_page_of_the_desk_may_be_stored(visitor):
    visitor.sign_in("siti")
    for path in ("/desk", "/desk/record/3", "/desk/export/file?format=csv"):
        assert visitor.get(path).headers["cache-control"] == "no-store"


# Passwords


def test_changing_the_password_asks_the_present_one_and_ends_other_sign_ins(visitor):
    other = another(visitor)
    other.sign_in("siti")
    visitor.sign_in("siti")
    visitor.get("/desk/password")
    assert visitor.post("/desk/password", present=OTHER, new=OTHER, again=OTHER).status_code == 422
    assert visitor.post("/desk/password", present=GOOD, new=OTHER, again=GOOD).status_code == 422
    assert visitor.post("/desk/password", present=GOOD, new=GOOD, again=GOOD).status_code == 422
    assert other.get("/desk").status_code == 200
    before = visitor.client.cookies["session"]
    assert visitor.post("/desk/password", present=GOOD, new=OTHER, again=OTHER).status_code == 303
    assert visitor.get("/desk").status_code == 200
    assert visitor.client.cookies["session"] != before
    assert other.get("/desk").status_code == 303
    assert another(visitor).sign_in("siti", GOOD).status_code == 422
    assert another(visitor).sign_in("siti", OTHER).status_code == 303


def test_guessing_the_present_password_is_delayed_too(visitor):
    visitor.sign_in("siti")
    visitor.get("/desk/password")
    for _ in range(7):
        answer = visitor.post("/desk/password", present=OTHER, new=OTHER, again=OTHER)
    assert "Tunggu" in answer.text


def test_password_fields_are_masked_and_open_to_password_managers(visitor):
    form = visitor.get("/login").text
    assert 'type="password"' in form
    assert 'autocomplete="current-password"' in form
    visitor.sign_in("siti")
    form = visitor.get("/desk/password").text
    assert form.count('type="password"') == 3
    assert form.count('autocomplete="new-password"') == 2
    assert "onpaste" not in form
    assert "maxlength" not in form.partition('action="/desk/password"')[2]


def handed(page):
    return page.partition('class="handed mono">')[2].partition("<")[0]


def test_an_initial_password_opens_nothing_but_the_page_to_change_it(visitor):
    visitor.sign_in("admin")
    visitor.get("/desk/accounts")
    initial = handed(visitor.post("/desk/accounts", name="budi", role="auditor").text)
    assert initial not in visitor.get("/desk/accounts").text
    budi = another(visitor)
    budi.sign_in("budi", initial)
    for path in ("/desk", "/desk/record/3", "/desk/export/file?format=csv"):
        assert budi.get(path).headers["location"] == "/desk/password"
    budi.get("/desk/password")
    for new, status in ((initial, 422), (OTHER, 303)):
        answer = budi.post("/desk/password", present=initial, new=new, again=new)
        assert answer.status_code == status
    assert budi.get("/desk/record/3").status_code == 200


# The administrator's pages


def test_the_administrator_changes_roles_locks_resets_and_removes(visitor):
    siti = another(visitor)
    siti.sign_in("siti")
    visitor.sign_in("admin")
    accounts = visitor.door.accounts
    one = "/desk/accounts/siti"

    def do(action, **more):
        visitor.get(one)
        return visitor.post(one, do=action, **more)

    assert siti.get("/desk/export").status_code == 200
    assert do("role", role="trainer").status_code == 303
    assert siti.get("/desk/export").status_code == 303
    siti.sign_in("siti")
    assert siti.get("/desk/export").status_code == 403
    assert do("lock").status_code == 303
    assert siti.get("/desk").status_code == 303
    assert siti.sign_in("siti").status_code == 422
    assert do("unlock").status_code == 303
    assert siti.sign_in("siti").status_code == 303
    initial = handed(do("reset").text)
    assert siti.sign_in("siti").status_code == 422
    assert accounts.check("siti", initial).initial
    assert do("remove").status_code == 303
    assert accounts.find("siti") is None
    assert visitor.get(one).status_code == 404


def test_the_last_administrator_is_told_why_they_cannot_lock_themselves_out(visitor):
    visitor.sign_in("admin")
    for action in ("lock", "remove", "role"):
        visitor.get("/desk/accounts/admin")
        answer = visitor.post("/desk/accounts/admin", do=action, role="auditor")
        assert answer.status_code == 422
        assert "pengelola akun terakhir" in answer.text


def test_a_bad_account_is_refused_in_words_with_what_was_typed_still_there(visitor):
    visitor.sign_in("admin")
    visitor.get("/desk/accounts")
    answer = visitor.post("/desk/accounts", name="a b<script>", role="auditor")
    assert answer.status_code == 422
    assert "tidak dapat dipakai" in answer.text
    assert 'value="a b&lt;script&gt;"' in answer.text


@pytest.mark.parametrize("name", ["nobody", "%00", "..%2f..%2fetc", "siti%20", "a" * 3000])
def test_an_account_that_does_not_exist_is_not_found(visitor, name):
    visitor.sign_in("admin")
    assert visitor.get(f"/desk/accounts/{name}").status_code in (200, 404)
    assert "siti" not in visitor.page or name == "siti%20"


# Personal text


PAGES = (
    "/desk", "/desk?text=Rahasia", "/desk?text=Ani", "/desk?kind=redaction", "/desk/record/2",
    "/desk/record/3", "/desk/record/5", f"/desk/record/{31}", "/desk/record/3/step/form-work-team",
    "/desk/verify", "/desk/editions", "/desk/editions/compare?a=today&b=today&impact=yes",
    "/desk/checkpoint.json",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_trainer_is_shown_no_personal_text_anywhere(visitor, path):
    visitor.sign_in("tono")
    assert visitor.get(path).status_code == 200
    # What was typed stands in the link to the other language.
    page = re.sub(r"text=\w+&amp;lang", "", visitor.page)
    assert not any(text in page for text in PERSONAL)


@pytest.mark.parametrize("action", ["verify", "replay"])
def test_a_trainer_is_shown_none_by_checking_either(visitor, action):
    visitor.sign_in("tono")
    visitor.get("/desk/record/3")
    assert visitor.post(f"/desk/record/3/{action}").status_code == 200
    assert not any(text in visitor.page for text in PERSONAL)


def test_a_trainer_cannot_tell_by_searching_whose_records_there_are(visitor):
    visitor.sign_in("tono")
    found = [visitor.get("/desk", text=text).text for text in ("Rahasia", "nobody", "x")]
    pages = [CSRF.sub("", page) for page in found]
    assert len({re.sub(r"text=\w+&amp;lang", "", page) for page in pages}) == 1


def test_an_auditor_sees_personal_text_and_it_is_escaped(visitor):
    visitor.sign_in("siti")
    page = visitor.get("/desk").text
    assert "Dinas &lt;b&gt;Rahasia&lt;/b&gt; &amp; Co" in page
    typed = "/desk?text=<script>alert(1)</script>"
    for path in ("/desk", "/desk/record/5", "/desk/record/6", typed):
        text = visitor.get(path).text
        assert PD not in text
        assert WHO not in text
        assert "<script>" not in text.replace('<script src="/static', "")


def test_seeing_personal_text_is_logged_by_account_and_number_only(visitor, caplog):
    caplog.set_level(logging.INFO, "advisor.web")
    logging.getLogger("advisor.web").propagate = True
    visitor.sign_in("siti")
    visitor.get("/desk/record/5")
    visitor.sign_out()
    visitor.sign_in("tono")
    visitor.get("/desk/record/5")
    seen = [record for record in caplog.records if record.msg == "record-viewed"]
    assert [(record.account, record.about) for record in seen] == [("siti", 5)]
    visitor.sign_in("siti")
    visitor.get("/desk")
    listed = [r.about for r in caplog.records if r.msg == "records-listed"]
    assert listed[-1].startswith(f"{OLD + NEW + 1}-")
    everything = str([vars(record) for record in caplog.records])
    assert not any(text in everything for text in (*PERSONAL, GOOD))


def test_a_failed_sign_in_does_not_log_what_was_typed(visitor, caplog):
    caplog.set_level(logging.INFO, "advisor.web")
    logging.getLogger("advisor.web").propagate = True
    visitor.sign_in("my password typed here by mistake", OTHER)
    everything = str([vars(record) for record in caplog.records])
    assert "sign-in-refused" in everything
    assert "by mistake" not in everything
    assert OTHER not in everything
