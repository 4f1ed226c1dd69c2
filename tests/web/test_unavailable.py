"""A ledger or a database that is locked, full or gone: told in words, and nobody else waits."""

import resource
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Event

import pytest

from advisor.audit.ledger import Ledger
from tests.web.plans import begun, post, token

PAGE = 1024
"""Bytes; less than any write to a database takes."""


@pytest.fixture
def site(client):
    return client.app.state.site


@contextmanager
def locked(path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process can grow."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (PAGE, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def database(site):
    return site.settings.database.removeprefix("sqlite:///")


def answer(client, link, term, csrf):
    form = {"csrf": csrf, "answer": "unknown", "made_from": "none"}
    path = f"/questionnaire/{link}/question/{term}"
    return client.post(path, data=form, follow_redirects=False)


def test_while_one_waits_for_the_ledger_others_answer(client, site, knowledge, monkeypatch):
    with site.ledger():
        pass
    waiting, begin = Event(), Ledger.appending

    def appending(ledger):
        waiting.set()
        return begin(ledger)

    monkeypatch.setattr(Ledger, "appending", appending)
    ours, other = begun(site.drafts, knowledge, "advised"), site.drafts.begin()
    csrf, term = token(client, "/questionnaire"), knowledge.questions[0].term
    with locked(site.ledger_place), ThreadPoolExecutor(1) as pool:
        finishing = pool.submit(post, client, ours, "finish")
        assert waiting.wait(30)
        assert answer(client, other, term, csrf).status_code == 303
        assert not finishing.done()
        assert finishing.result().headers["location"].endswith("/plan?unrecorded=1")
    assert term in site.drafts.find(other).given
    assert post(client, ours, "finish").headers["location"].endswith("/plan")


@pytest.mark.parametrize("failure", ["locked", "full"])
def test_an_answer_that_cannot_be_kept_is_told_and_can_be_sent_again(
    client, site, knowledge, failure
):
    link, term = site.drafts.begin("Dinas A"), knowledge.questions[0].term
    csrf = token(client, "/questionnaire")
    assert client.get("/readyz").status_code == 200
    with locked(database(site)) if failure == "locked" else full_disk():
        refused = answer(client, link, term, csrf)
        ready = client.get("/readyz")
        page = client.get(f"/questionnaire/{link}/question/{term}")
    assert refused.status_code == 503
    assert "belum tersimpan" in refused.text
    assert "coba lagi" in refused.text
    assert int(refused.headers["retry-after"]) > 0
    assert ready.status_code == 503
    assert ready.json()["database"] == "failed"
    assert page.status_code == 200
    assert answer(client, link, term, csrf).status_code == 303
    assert client.get("/readyz").status_code == 200
    assert site.drafts.find(link).given == {term: None}


def test_a_plan_whose_record_could_not_be_noted_is_shown_and_recorded_once(client, site, knowledge):
    link = begun(site.drafts, knowledge, "advised")
    with locked(database(site)):
        location = post(client, link, "finish").headers["location"]
        page = client.get(location).text
    assert "Pencatatan gagal" in page
    post(client, link, "finish")
    assert "konsultasi nomor 1" in client.get(f"/questionnaire/{link}/plan").text
    with site.ledger_to_read() as ledger:
        assert ledger.head()[0] == 1


def test_readiness_is_told_soon_also_while_the_ledger_is_locked(client, site):
    with site.ledger():
        pass
    asked, write = [], site.ledger
    site.ledger = lambda *patience: asked.append(patience) or write(*patience)
    with locked(site.ledger_place):
        ready = client.get("/readyz")
    assert ready.json() == {"status": "not ready", "database": "ok", "ledger": "failed"}
    assert asked == [(1,)]
