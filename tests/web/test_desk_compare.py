"""Editions at the desk: what changed, and whom it would touch, is what the library says."""

import re

import pytest

from advisor.audit.editions import used_editions
from advisor.audit.editions_compared import compare_editions
from advisor.audit.ledger import Ledger
from advisor.knowledge.loader import load
from advisor.web.desk import compared
from advisor.web.security import passwords
from tests.audit.test_audit_compare import narrow
from tests.copies import copied
from tests.web.desks import CHEAP, GOOD, NEW, OLD, Visitor, desk, fill


def narrowed(folder):
    """The shipped base with one rule narrowed."""
    rules, knowledge = copied(folder)
    narrow(rules)
    return load(rules, knowledge)


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    return narrowed(tmp_path_factory.mktemp("old"))


@pytest.fixture(scope="module")
def ledger_file(tmp_path_factory, old, knowledge):
    path = tmp_path_factory.mktemp("desk") / "ledger.db"
    fill(path, old, knowledge)
    return path


@pytest.fixture(scope="module")
def auditor(ledger_file):
    with desk(ledger_file.parent) as client, pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)
        visitor = Visitor(client)
        visitor.door.accounts.add("siti", "auditor", GOOD)
        visitor.sign_in("siti")
        yield visitor


def touched(page):
    return [int(n) for n in re.findall(r'<h3><a href="/desk/record/(\d+)">', page)]


def test_the_editions_page_counts_what_the_ledger_holds(auditor, ledger_file, old, knowledge):
    with Ledger.reading(ledger_file) as ledger:
        found = used_editions(ledger)
    assert [(e.digest, e.first, e.last, e.count) for e in found] == [
        (knowledge.digest, OLD + 1, OLD + NEW, NEW),
        (old.digest, 1, OLD, OLD),
    ]
    page = auditor.get("/desk/editions").text
    assert old.digest[7:19] in page
    assert knowledge.digest[7:19] in page


def test_the_comparison_names_exactly_those_it_would_touch(auditor, ledger_file, old, knowledge):
    expected = compare_editions(old, knowledge, ledger_file, None, "id")
    page = auditor.get("/desk/editions/compare", a=old.digest, b="today").text
    assert "BUD-001" in page
    assert not touched(page)
    page = auditor.get("/desk/editions/compare", a=old.digest, b="today", impact="yes").text
    names = {int(item.case.name) for item in expected.touched}
    assert names
    assert set(touched(page)) == names


def test_pages_of_the_impact_together_touch_the_same_as_one_run(auditor, old, monkeypatch):
    query = {"a": old.digest, "b": "today", "impact": "yes"}
    whole = touched(auditor.get("/desk/editions/compare", **query).text)
    monkeypatch.setattr(compared, "AT_ONCE", 7)
    paged, below, pages = [], None, 0
    while True:
        more = {"below": below} if below else {}
        page = auditor.get("/desk/editions/compare", **query, **more).text
        paged, pages = paged + touched(page), pages + 1
        found = re.search(r'name="below" value="(\d+)"', page)
        if not found:
            break
        below = found[1]
    assert paged == whole
    assert pages == -(-(OLD + NEW) // 7)


def test_a_period_bounds_what_is_recomputed(auditor, old):
    query = {"a": old.digest, "b": "today", "impact": "yes"}
    day = {"since": "2026-03-02", "until": "2026-03-02"}
    page = auditor.get("/desk/editions/compare", **query, **day).text
    # From 16:00 UTC on it is the second of March where the office is.
    assert "catatan 16 sampai 30" in page
    page = auditor.get("/desk/editions/compare", **query, since="2030-01-01").text
    assert "Tidak ada konsultasi dalam kurun ini" in page


@pytest.mark.parametrize(
    "query",
    [
        {}, {"a": "today"}, {"a": "git:HEAD", "b": "today"}, {"a": "/etc", "b": "today"},
        {"a": "sha256:" + "0" * 64, "b": "today"}, {"a": "sha256:%", "b": "today"},
        {"a": "today", "b": "today", "impact": "yes", "since": "tomorrow"},
        {"a": "today\0", "b": "today"},
    ],
)  # fmt: skip
def test_what_is_no_edition_or_no_date_is_refused_in_words(auditor, query):
    answer = auditor.get("/desk/editions/compare", **query)
    assert answer.status_code == 422
    assert "notice-error" in answer.text


def test_two_equal_editions_are_said_to_be_equal(auditor, knowledge):
    page = auditor.get("/desk/editions/compare", a=knowledge.digest, b="today").text
    assert "Kedua edisi sama" in page
