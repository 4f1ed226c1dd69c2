"""The public check page: whoever holds the paper is told what became of it, and nobody else is."""

import re
import shutil
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect
from starlette.testclient import TestClient

from advisor.advice.notes import Note
from advisor.audit.follow_up import follow_up
from advisor.audit.holding import holding
from advisor.audit.ledger import Ledger
from advisor.audit.redact import redact
from advisor.audit.replay import Replayer
from advisor.common.language import LANGUAGES
from advisor.common.messages import word
from advisor.presentation.sheets.receipt import SEAL, Receipt
from advisor.web.app import create_app
from advisor.web.settings import Settings
from tests.conftest import ROOT
from tests.harms import harm
from tests.ledgers import filled, raw, states
from tests.web.conftest import accessible, follow
from tests.web.test_desk_compare import narrowed

SIZE = 8
PD, WHO = "Dinas Rahasia Kota", "Yohanes Rahasia"


def receipt_of(place, number):
    with Ledger.reading(place) as ledger:
        record = ledger.get(number)
    return Receipt(number, record.hash, "")


def address_of(place, number):
    return receipt_of(place, number).address("")


@pytest.fixture(scope="module")
def whole(tmp_path_factory, knowledge):
    """A ledger of two editions; its first records are of other rules than today's."""
    folder = tmp_path_factory.mktemp("check")
    old, place = narrowed(folder), folder / "whole.db"
    with Ledger.writing(place) as ledger:
        for base in (old, knowledge):
            for facts, advice in states(base, 30):
                ledger.record(base, replace(facts, name=PD), advice, WHO)
    return place


@pytest.fixture
def ledger(whole, tmp_path):
    return shutil.copy(whole, tmp_path / "ledger.db")


@pytest.fixture
def paper(client, ledger):
    """`paper(number, …)`: the page that the paper of a record leads to."""

    def fetch(number, **query):
        return client.get(address_of(ledger, number), params=query)

    return fetch


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_holds_the_paper_sees_that_and_when_and_under_which_edition(
    paper, ledger, knowledge, language
):
    with Ledger.reading(ledger) as book:
        record = book.get(31)
        steps = [step["text"][language] for step in book.advice(record)["steps"]]
    answer = paper(31, lang=language)
    assert answer.status_code == 200
    assert word("checking.recorded", language) in answer.text
    assert f'datetime="{record.time}"' in answer.text
    assert f"{knowledge.version}, " in answer.text
    assert knowledge.digest[7:19] in answer.text
    assert word("checking.same", language, version=knowledge.version) in answer.text
    assert steps
    assert all(text.replace("'", "&#39;") in answer.text for text in steps)


def test_a_plan_that_todays_rules_would_not_give_is_outdated_and_no_other_is(
    paper, ledger, knowledge
):
    outdated = set()
    for number in range(1, 61):
        with Ledger.reading(ledger) as book:
            found = Replayer(book).under(book.consultation(number), knowledge).difference
        expected = bool(found.status or found.gone or found.new or found.moved or found.halted)
        page = paper(number).text
        assert (word("checking.outdated", "id") in page) == expected
        same = word("checking.same", "id", version=knowledge.version)
        assert (same in page) == (not found)
        outdated |= {number} if expected else set()
    assert outdated
    assert outdated <= set(range(1, 31))


@pytest.mark.parametrize(("number", "key"), [(1, "reworded"), (9, "outdated"), (8, "same")])
def test_steps_that_are_only_explained_otherwise_make_no_plan_outdated(
    client, tmp_path, knowledge, number, key
):
    place = shutil.copy(ROOT / "tests/data/ledger-v1.db", tmp_path / "ledger.db")
    page = client.get(address_of(place, number)).text
    said = {
        name: word(f"checking.{name}", "id", version=knowledge.version) in page
        for name in ("reworded", "outdated", "same")
    }
    assert said == {name: name == key for name in said}


def test_what_changed_is_said_in_the_steps_own_words(paper, ledger, knowledge):
    with Ledger.reading(ledger) as book:
        replayer = Replayer(book)
        records = (book.consultation(number) for number in range(1, 31))
        found = {r.number: replayer.under(r, knowledge).difference for r in records}
    number = next(n for n, difference in found.items() if difference.new)
    page = paper(number).text
    for step in found[number].new:
        assert knowledge.step_text(step).id in page
        assert f"[{step}]" not in page


def test_no_name_is_on_any_page(paper, ledger):
    for number in (1, 31, 60):
        page = paper(number).text
        assert not re.search("Rahasia|Dinas", page)


def test_a_redacted_record_is_still_the_one_on_paper_and_that_is_said(paper, ledger):
    before = address_of(ledger, 31)
    assert word("checking.redacted", "id") not in paper(31).text
    with Ledger.writing(ledger) as book:
        redact(book, 31, "permintaan")
    assert address_of(ledger, 31) == before
    page = paper(31).text
    assert word("checking.redacted", "id") in page
    assert word("checking.recorded", "id") in page


def alike(answer):
    """A page without what is other each time."""
    return answer.status_code, re.sub(r'lang=\w+|/check/[^?"]*', "", answer.text)


def test_all_that_is_wrong_looks_alike(client, ledger):
    with Ledger.writing(ledger) as book:
        redaction = redact(book, 5, "permintaan")
        followed = follow_up(book, 31, {"form-work-team": Note("Ana")})
    first = receipt_of(ledger, 1)
    other = receipt_of(ledger, 2)
    asked = [
        f"/check/1/{other.seal}",
        f"/check/1/{first.seal[:-1]}0" if first.seal[-1] != "0" else f"/check/1/{first.seal[:-1]}1",
        f"/check/1/{first.seal[:-1]}",
        f"/check/9999/{first.seal}",
        f"/check/0/{first.seal}",
        f"/check/-1/{first.seal}",
        f"/check/{'9' * 40}/{first.seal}",
        f"/check/١/{first.seal}",
        f"/check/1/{first.hash}f",
        "/check/1/sha256:",
        "/check/1/zzzzzzzzzzzzzzzz",
        Receipt(redaction.number, redaction.hash, "").address(""),
        Receipt(followed.number, followed.hash, "").address(""),
    ]
    answers = [client.get(address) for address in asked]
    assert {alike(answer) for answer in answers} == {alike(answers[0])}
    assert answers[0].status_code == 404
    assert word("checking.none", "id") in answers[0].text


def test_without_any_ledger_all_looks_as_it_does_for_a_wrong_paper(client, tmp_path, whole):
    assert not (tmp_path / "ledger.db").exists()
    empty = alike(client.get(address_of(whole, 1)))
    shutil.copy(whole, tmp_path / "ledger.db")
    assert alike(client.get("/check/1/0123456789abcdef")) == empty


@pytest.mark.parametrize(
    "write", [str, str.upper, lambda t: t.replace(" ", ""), "sha256:{}".format]
)
def test_the_form_takes_the_hash_as_it_stands_on_paper(client, ledger, write):
    receipt = receipt_of(ledger, 31)
    query = {"number": " 31 ", "hash": write(receipt.written)}
    answer = client.get("/check", params=query, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == receipt.address("")
    assert client.get("/check", params=query).status_code == 200
    assert client.get("/check", params={**query, "hash": receipt.hash}).status_code == 200


def test_what_can_be_no_number_and_no_hash_is_told_at_its_field(client):
    answer = client.get("/check", params={"number": "satu", "hash": "<b>"})
    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == 2
    assert "&lt;b&gt;" in answer.text
    assert "<b>" not in answer.text
    assert client.get("/check", params={"number": "1"}).text.count('aria-invalid="true"') == 1


def test_no_search_engine_keeps_a_paper_and_no_cache_does(client, paper):
    for answer in (paper(31), client.get("/check"), client.get("/check/1/no")):
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow">' in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "same-origin"


def test_whoever_tries_many_papers_is_made_to_wait(tmp_path):
    database, place = f"sqlite:///{tmp_path / 'web.db'}", str(tmp_path / "ledger.db")
    made = Settings(database, place, b"s" * 32, per_minute=20)
    with TestClient(create_app(made), base_url="http://advisor.test") as client:
        tried = [client.get(f"/check/1/{n:016x}").status_code for n in range(6)]
    assert tried == [404, 404, 404, 404, 429, 429]


@pytest.fixture(scope="module")
def small(tmp_path_factory, knowledge):
    return filled(tmp_path_factory.mktemp("small") / "whole.db", knowledge, SIZE)


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32), number=st.integers(1, SIZE))
def test_of_a_harmed_record_nothing_but_the_truth_is_told(
    small, tmp_path_factory, knowledge, seed, number
):
    place = tmp_path_factory.mktemp("harmed") / "ledger.db"
    shutil.copy(small, place)
    seals = {n: receipt_of(small, n).seal for n in range(1, SIZE + 1)}
    with Ledger.reading(small) as ledger:
        true = {n: holding(ledger, n, seals[n], knowledge) for n in seals}
    harm(place, seed, number)
    with Ledger.reading(place) as ledger:
        for n, seal in seals.items():
            found = holding(ledger, n, seal, knowledge)
            assert found is None or found.kept in (None, true[n].kept)


def test_a_record_whose_answers_were_changed_is_said_to_be_damaged(client, ledger):
    address = address_of(ledger, 31)
    with raw(ledger) as connection:
        (text,) = connection.execute("SELECT body FROM record WHERE number = 31").fetchone()
        changed = re.sub(r'"time":"2', '"time":"3', text)
        assert changed != text
        connection.execute("UPDATE record SET body = ? WHERE number = 31", (changed,))
    answer = client.get(address)
    assert answer.status_code == 200
    assert word("checking.damaged", "id", number=31) in answer.text
    assert word("checking.recorded", "id") not in answer.text
    assert "datetime=" not in answer.text


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_can_be_read_by_everybody(opened, server, knowledge, width, language, scripts):
    with Ledger.writing(server.ledger) as ledger:
        ((facts, advice),) = states(knowledge, 1, seed=11)
        record = ledger.record(knowledge, facts, advice)
    receipt = Receipt(record.number, record.hash, "")
    page = opened("/check", width=width, scripts=scripts, language=language)
    if scripts:
        accessible(page)
    page.fill("#number", str(record.number))
    page.fill("#hash", receipt.written)
    follow(page.locator("form button"))
    assert page.url.endswith(f"{record.number}/{receipt.seal}")
    expect(page.locator(".notice-good")).to_be_visible()
    assert len(receipt.seal) == SEAL
    if scripts:
        accessible(page)
        page.goto("/check/1/0000000000000000")
        accessible(page)
