"""The second factor: paired with an app, asked for at every sign-in, and no code taken twice."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect
from sqlalchemy import select

from advisor.web.security import passwords
from advisor.web.store.account_tables import second_factor
from advisor.web.store.accounts import Accounts
from advisor.web.store.database import metadata, open_database
from advisor.web.store.factors import STEP, Factors
from advisor.web.store.schema import prepare
from tests.commands import run
from tests.web.conftest import accessible, follow
from tests.web.desks import ACCOUNTS, CHEAP, GOOD, OTHER, Visitor
from tests.web.plans import served
from tests.web.test_accounts import Clock
from tests.web.test_desk_access import another

KEY = re.compile(r'handed-key">([A-Z2-7 ]+)<')


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    passwords.decoy.cache_clear()
    yield
    passwords.decoy.cache_clear()


@pytest.fixture(params=["sqlite", "postgresql"])
def factors(request, tmp_path):
    file = f"sqlite:///{tmp_path / 'web.db'}"
    url = file if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine = open_database(url)
    prepare(engine)
    yield Factors(engine, b"s" * 32, Clock())
    engine.dispose()


@pytest.fixture
def number(factors):
    return Accounts(factors.engine).add("siti", "auditor", GOOD).id


@pytest.fixture
def app(factors, number):
    """The app on the phone, paired."""
    factors.begin(number)
    app = pyotp.TOTP(factors.waiting(number))
    assert factors.confirm(number, app.at(factors.clock()))
    factors.clock.pass_by(seconds=10 * STEP)
    return app


@pytest.fixture
def visitor(client):
    found = Visitor(client)
    for name, role in ACCOUNTS.items():
        found.door.accounts.add(name, role, GOOD)
    return found


# Codes


def test_a_code_counts_while_it_is_shown_and_one_step_before_and_after(factors, number, app):
    time = factors.clock()
    for steps in (-2, 2):
        assert not factors.accepts(number, app.at(time + timedelta(seconds=steps * STEP)))
    for steps in (-1, 0, 1):
        assert factors.accepts(number, app.at(time + timedelta(seconds=steps * STEP)))


def test_no_code_is_taken_twice_nor_an_earlier_one_after_it(factors, number, app):
    time = factors.clock()
    code, before = app.at(time), app.at(time - timedelta(seconds=STEP))
    assert factors.accepts(number, f" {code[:3]} {code[3:]}\n")
    assert not factors.accepts(number, code)
    assert not factors.accepts(number, before)
    factors.clock.pass_by(seconds=STEP)
    assert not factors.accepts(number, code)
    assert factors.accepts(number, app.at(factors.clock()))


def test_of_many_that_bring_one_code_at_once_one_is_let_in(factors, number, app):
    code = app.at(factors.clock())
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: factors.accepts(number, code), range(8)))
    assert taken.count(True) == 1


def test_the_code_that_paired_the_app_lets_nobody_in(factors, number):
    factors.begin(number)
    code = pyotp.TOTP(factors.waiting(number)).at(factors.clock())
    assert factors.accepts(number, "")
    assert factors.confirm(number, code)
    assert not factors.accepts(number, code)
    assert not factors.accepts(number, "")


@given(st.text(max_size=12))
def test_nothing_else_is_a_code(text):
    engine = open_database("sqlite://")
    metadata.create_all(engine)
    clock = Clock()
    number = Accounts(engine).add("siti", "auditor", GOOD).id
    factors = Factors(engine, b"s" * 32, clock)
    factors.begin(number)
    app = pyotp.TOTP(factors.waiting(number))
    factors.confirm(number, app.at(clock()))
    codes = {app.at(clock() + timedelta(seconds=steps * STEP)) for steps in (-1, 0, 1)}
    if "".join(text.split()) not in codes:
        assert not factors.accepts(number, text)


def test_a_key_in_use_is_not_replaced_and_a_new_one_differs(factors, number, app):
    factors.begin(number)
    assert factors.waiting(number) is None
    assert factors.is_on(number)
    factors.remove(number)
    factors.begin(number)
    assert factors.waiting(number) != app.secret
    first = factors.waiting(number)
    factors.begin(number)
    assert factors.waiting(number) != first


def test_the_database_alone_tells_no_code(factors, number, app):
    with factors.engine.connect() as connection:
        row = connection.execute(select(second_factor)).one()
    assert app.secret not in str(row)
    assert Factors(factors.engine, b"t" * 32, factors.clock)._key(row) != app.secret


def test_it_goes_with_the_account(factors, number, app):
    kept = Accounts(factors.engine)
    kept.add("admin", "administrator", GOOD)
    kept.remove("siti")
    assert not factors.any()


# Pages


def paired(visitor, name="siti"):
    """Sign in and pair an app; a code to use later."""
    visitor.sign_in(name)
    visitor.get("/desk/factor")
    assert visitor.post("/desk/factor", do="begin").status_code == 303
    key = KEY.search(visitor.get("/desk/factor").text)[1].replace(" ", "")
    app = pyotp.TOTP(key)
    answer = visitor.post("/desk/factor", do="confirm", code=before(app))
    assert answer.headers["location"] == "/desk/factor?done=1"
    return app


def before(app):
    """The code of the step before, so that the present one can be used after it."""
    return app.at(datetime.now(UTC) - timedelta(seconds=STEP))


def enter(visitor, name, password, code):
    visitor.get("/login")
    return visitor.post("/login", name=name, password=password, code=code)


def test_whoever_has_paired_an_app_gets_in_with_password_and_code_only(visitor):
    assert 'name="code"' not in visitor.get("/login").text
    app = paired(visitor)
    assert "Verifikasi dua langkah sudah aktif." in visitor.get("/desk/factor?done=1").text
    other = another(visitor)
    for password, code in ((GOOD, ""), (GOOD, "000000"), (OTHER, app.now())):
        answer = enter(other, "siti", password, code)
        assert answer.status_code == 422
        assert "Nama akun, kata sandi, atau kode tidak cocok" in answer.text
        assert "session" not in other.client.cookies
    code = app.now()
    assert enter(other, "siti", GOOD, code).status_code == 303
    assert enter(another(visitor), "siti", GOOD, code).status_code == 422
    assert enter(another(visitor), "tono", GOOD, "").status_code == 303


def test_a_wrong_code_is_not_told_from_a_wrong_password_nor_leaves_a_trace(visitor):
    paired(visitor)
    seen = visitor.door.accounts.get("siti").signed_in
    other = another(visitor)
    pages = set()
    for password, code in ((GOOD, "000000"), (OTHER, "000000"), (OTHER, "")):
        page = enter(other, "siti", password, code).text
        pages.add(re.sub(r'name="csrf" value="\w+"', "", page))
    assert len(pages) == 1
    assert visitor.door.accounts.get("siti").signed_in == seen


def test_guessing_codes_is_slowed_as_guessing_passwords_is(visitor):
    app = paired(visitor)
    other = another(visitor)
    for _ in range(6):
        enter(other, "siti", GOOD, "000000")
    answer = enter(other, "siti", GOOD, app.now())
    assert (answer.status_code, "Tunggu" in answer.text) == (429, True)


def test_giving_it_up_takes_password_and_code(visitor):
    app = paired(visitor)
    for password, code in ((GOOD, "000000"), (OTHER, app.now())):
        visitor.get("/desk/factor")
        answer = visitor.post("/desk/factor", do="end", password=password, code=code)
        assert answer.status_code == 422
    visitor.get("/desk/factor")
    assert visitor.post("/desk/factor", do="end", password=GOOD, code=app.now()).status_code == 303
    assert enter(another(visitor), "siti", GOOD, "").status_code == 303


def test_changing_the_password_takes_a_code_too(visitor):
    app = paired(visitor)
    fields = {"present": GOOD, "new": OTHER, "again": OTHER}
    assert 'name="code"' in visitor.get("/desk/password").text
    assert visitor.post("/desk/password", **fields, code="000000").status_code == 422
    visitor.get("/desk/password")
    assert visitor.post("/desk/password", **fields, code=app.now()).status_code == 303


def test_a_wrong_first_code_turns_nothing_on(visitor):
    visitor.sign_in("siti")
    visitor.get("/desk/factor")
    visitor.post("/desk/factor", do="begin")
    visitor.get("/desk/factor")
    answer = visitor.post("/desk/factor", do="confirm", code="000000")
    assert (answer.status_code, "Pastikan jam ponsel tepat" in answer.text) == (422, True)
    assert KEY.search(answer.text)
    assert enter(another(visitor), "siti", GOOD, "").status_code == 303


def test_whoever_lost_the_phone_is_helped_by_an_administrator_or_the_command(visitor, settings):
    paired(visitor)
    boss = another(visitor)
    boss.sign_in("admin")
    assert "unpair" not in boss.get("/desk/accounts/tono").text
    assert "unpair" in boss.get("/desk/accounts/siti").text
    assert boss.post("/desk/accounts/siti", do="unpair").status_code == 303
    assert visitor.get("/desk").status_code == 303
    assert enter(visitor, "siti", GOOD, "").status_code == 303
    paired(another(visitor))
    words = ("account", "unpair", "Siti", "--database", settings.database, "--lang", "en")
    done = run(*words)
    assert done.stdout.decode().startswith("The second factor of account siti is off")
    assert enter(another(visitor), "siti", GOOD, "").status_code == 303


def test_the_key_is_shown_to_its_owner_once_it_waits_and_never_again(visitor):
    app = paired(visitor)
    page = visitor.get("/desk/factor").text
    assert app.secret not in page.replace(" ", "")
    assert "<svg" not in page


@pytest.mark.parametrize(
    ("width", "language", "scripts"),
    [(320, "id", True), (1280, "en", True), (360, "en", False)],
)
def test_the_pages_in_a_browser(opened, server, knowledge, width, language, scripts):
    drafts = served(server, knowledge)
    name = f"siti.{width}"
    Accounts(drafts.engine).add(name, "auditor", GOOD)
    page = opened("/login", width=width, language=language, scripts=scripts)

    def looked_at():
        if scripts:
            accessible(page)

    page.locator("#name").fill(name)
    page.locator("#password").fill(GOOD)
    follow(page.locator("main form button"))
    page.goto("/desk/factor")
    looked_at()
    follow(page.locator("button[value=begin]"))
    looked_at()
    box = page.locator("figure svg").bounding_box()
    assert box["width"] >= 150
    app = pyotp.TOTP(page.locator(".handed-key").inner_text().replace(" ", ""))
    page.locator("#code").fill("000000")
    follow(page.locator("button[value=confirm]"))
    expect(page.get_by_role("alert")).to_be_visible()
    looked_at()
    page.locator("#code").fill(before(app))
    follow(page.locator("button[value=confirm]"))
    expect(page.get_by_role("status")).to_be_visible()
    looked_at()
    follow(page.locator("form[action='/logout'] button"))
    looked_at()
    page.locator("#name").fill(name)
    page.locator("#password").fill(GOOD)
    page.locator("#code").fill(app.now())
    follow(page.locator("main form button"))
    assert page.url.endswith("/desk")
    page.goto("/desk/password")
    looked_at()
    drafts.engine.dispose()
