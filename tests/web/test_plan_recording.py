"""What a plan's page says of its record, and that the same answers are recorded once."""

import logging
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import pytest

from advisor.advice.consultation import advise
from advisor.common.errors import AdvisorError
from advisor.web.installation import Site
from advisor.web.recording import record, standing
from advisor.web.store.drafts import receipt
from advisor.web.store.schema import prepare
from tests.conftest import ROOT
from tests.web.plans import begun, post, shown

OFFER = "Catat sebagai konsultasi"


@pytest.fixture
def site(client):
    return client.app.state.site


def page_of(client, link, query=""):
    return client.get(f"/questionnaire/{link}/plan{query}").text


def count(site):
    with site.ledger_to_read() as ledger:
        return ledger.head()[0]


def test_a_plan_is_a_preview_until_it_is_recorded_and_again_when_a_step_is_ticked(
    client, site, knowledge
):
    link = begun(site.drafts, knowledge, "advised")
    assert "belum tercatat" in page_of(client, link)
    assert post(client, link, "finish").headers["location"] == f"/questionnaire/{link}/plan"
    page = page_of(client, link)
    assert "tercatat sebagai konsultasi nomor 1" in page
    assert knowledge.version in page
    assert OFFER not in page
    step = next(step for step in shown(page) if knowledge.steps[step].done_by)
    location = post(client, link, "done", step=step).headers["location"]
    page = client.get(location).text
    assert "berubah sejak konsultasi nomor 1" in page
    assert OFFER in page
    assert count(site) == 1
    post(client, link, "undo", step=step, was="no")
    assert "tercatat sebagai konsultasi nomor 1" in page_of(client, link)


def test_only_what_the_plan_offers_to_record_is_recorded(client, site, knowledge):
    term = knowledge.questions[0].term
    for given in ({}, {term: None}):
        link = site.drafts.begin("Dinas A", given)
        assert OFFER not in page_of(client, link)
        assert post(client, link, "finish").headers["location"] == f"/questionnaire/{link}/plan"
        assert site.drafts.find(link).record is None
    assert not site.ledger_place.exists()
    for number, kind in enumerate(("nothing-to-do", "out-of-scope"), 1):
        link = begun(site.drafts, knowledge, kind)
        assert OFFER in page_of(client, link)
        post(client, link, "finish")
        assert site.drafts.find(link).record == number


def test_what_is_recorded_is_the_engines_advice_on_the_present_answers(client, site, knowledge):
    link = begun(site.drafts, knowledge, "half")
    draft = site.drafts.find(link)
    made = record(site, draft)
    with site.ledger_to_read() as ledger:
        assert ledger.advice(ledger.get(made.number)) == (
            advise(site.engine, draft.facts(knowledge.vocabulary)).as_json()
        )
    assert site.drafts.find(link).is_recorded


def test_the_same_answers_are_recorded_once_and_changed_ones_again(client, site, knowledge):
    link = begun(site.drafts, knowledge, "advised")
    first = record(site, site.drafts.find(link))
    assert record(site, site.drafts.find(link)).hash == first.hash
    site.drafts.rename(link, "Dinas B")
    assert record(site, site.drafts.find(link)).number == 2
    assert count(site) == 2


def test_a_form_sent_to_several_workers_at_once_is_recorded_once(client, site, knowledge):
    link = begun(site.drafts, knowledge, "advised")
    draft = site.drafts.find(link)
    sites = [Site.of(site.settings) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        numbers = {made.number for made in pool.map(lambda one: record(one, draft), sites)}
    assert numbers == {1}
    assert count(site) == 1


def test_answers_recorded_under_other_rules_are_a_preview_and_can_be_recorded_anew(
    client, site, knowledge
):
    link = begun(site.drafts, knowledge, "advised")
    record(site, site.drafts.find(link))
    old = site.knowledge
    site.knowledge = replace(old, digest="sha256:" + "0" * 64)
    page = page_of(client, link)
    assert "aturannya kini sudah berubah" in page
    assert OFFER in page
    assert record(site, site.drafts.find(link)).number == 2
    assert "tercatat sebagai konsultasi nomor 2" in page_of(client, link)
    site.knowledge = old


def test_when_the_ledger_fails_the_advice_is_shown_with_a_warning_and_can_be_recorded_later(
    client, site, knowledge, tmp_path, caplog
):
    link = begun(site.drafts, knowledge, "advised")
    good = site.ledger_place
    site.ledger_place = tmp_path / "bad.db"
    site.ledger_place.write_bytes(b"this is no ledger " * 400)
    logging.getLogger("advisor.web").propagate = True
    location = post(client, link, "finish").headers["location"]
    assert "not recorded" in caplog.text
    page = client.get(location).text
    assert "Pencatatan gagal" in page
    assert OFFER in page
    assert shown(page)
    assert not site.drafts.find(link).is_recorded
    site.ledger_place = good
    post(client, link, "finish")
    page = client.get(location).text
    assert "Pencatatan gagal" not in page
    assert "tercatat sebagai konsultasi nomor 1" in page


def test_a_ledger_that_cannot_be_read_does_not_keep_a_recorded_plan_back(
    client, site, knowledge, tmp_path
):
    link = begun(site.drafts, knowledge, "advised")
    record(site, site.drafts.find(link))
    site.ledger_place = tmp_path / "gone.db"
    page = page_of(client, link)
    assert "tercatat sebagai konsultasi nomor 1" in page
    assert "Dicatat pada" not in page
    assert shown(page)


def test_a_record_that_is_gone_from_the_ledger_is_made_anew(client, site, knowledge):
    link = begun(site.drafts, knowledge, "advised")
    site.drafts.note(site.drafts.find(link), 99, "0" * 64)
    # Before receipts were kept: the number alone, and a ledger that has one more record.
    with site.database.begin() as connection:
        connection.execute(receipt.delete())
    with site.ledger():
        pass
    page = page_of(client, link)
    assert "nomor 99" in page
    assert "tidak ada lagi" in page
    assert "tercatat sebagai konsultasi" not in page
    assert OFFER in page
    assert record(site, site.drafts.find(link)).number == 1
    assert standing(site, site.drafts.find(link)).holds


@pytest.mark.parametrize("name", ["Dinas A", "Dinas B"])
def test_after_an_older_ledger_was_restored_no_plan_takes_anothers_record_for_its_own(
    client, site, knowledge, tmp_path, name
):
    """Even one of the very same name and answers."""
    first, ours, other = (begun(site.drafts, knowledge, "advised", n) for n in ["1", "A", "B"])
    site.drafts.rename(ours, "Dinas A")
    site.drafts.rename(other, name)
    record(site, site.drafts.find(first))
    backup = tmp_path / "backup.db"
    with closing(sqlite3.connect(site.ledger_place)) as ledger:
        ledger.execute("VACUUM INTO ?", (str(backup),))
    post(client, ours, "finish")
    assert "tercatat sebagai konsultasi nomor 2" in page_of(client, ours)
    site.ledger_place = backup
    assert "nomor 2 yang pernah dibuat" in page_of(client, ours)
    assert OFFER in page_of(client, ours)
    post(client, other, "finish")
    assert "tercatat sebagai konsultasi nomor 2" in page_of(client, other)
    assert "nomor 2 yang pernah dibuat" in page_of(client, ours)
    post(client, ours, "finish")
    assert "tercatat sebagai konsultasi nomor 3" in page_of(client, ours)
    assert "tercatat sebagai konsultasi nomor 2" in page_of(client, other)
    assert count(site) == 3


def test_what_could_not_be_written_is_not_noted_as_recorded(site, knowledge, tmp_path):
    link = begun(site.drafts, knowledge, "advised")
    site.ledger_place = tmp_path
    with pytest.raises(AdvisorError):
        record(site, site.drafts.find(link))
    assert site.drafts.find(link).record is None


def test_of_two_records_made_at_once_the_later_one_stays_noted(site, knowledge):
    link = begun(site.drafts, knowledge, "advised")
    before = site.drafts.find(link)
    site.drafts.rename(link, "Dinas B")
    after = site.drafts.find(link)
    for noted in ([(before, 5), (after, 6)], [(after, 8), (before, 7)]):
        for seen, number in noted:
            site.drafts.note(replace(seen, record=None), number, str(number) * 64)
        assert site.drafts.find(link).is_recorded
        assert site.drafts.find(link).receipt[0] == str(site.drafts.find(link).record)
        assert site.drafts.find(link).record in (6, 8)


def test_one_questionnaire_is_recorded_once_on_postgresql_too(settings, knowledge, postgres_url):
    settings = replace(settings, database=postgres_url)
    sites = [Site.of(settings) for _ in range(4)]
    prepare(sites[0].database)
    link = begun(sites[0].drafts, knowledge, "advised")
    draft = sites[0].drafts.find(link)
    with ThreadPoolExecutor(4) as pool:
        numbers = {made.number for made in pool.map(lambda one: record(one, draft), sites)}
    assert numbers == {1}
    for site in sites:
        site.database.dispose()


DYING = """
import os, signal, sys
from advisor.web.installation import Site
from advisor.web.recording import record
from advisor.web.settings import Settings
from advisor.web.store.drafts import Drafts

Drafts.note = lambda *given: os.kill(os.getpid(), signal.SIGKILL)
site = Site.of(Settings(sys.argv[1], sys.argv[2], secret=b"s" * 32))
record(site, site.drafts.find(sys.argv[3]))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills a process")
def test_killed_between_the_ledgers_commit_and_its_own_note_it_is_recorded_once(
    client, site, settings, knowledge
):
    link = begun(site.drafts, knowledge, "advised")
    command = [sys.executable, "-c", DYING, settings.database, settings.ledger, link]
    for _ in range(2):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert (count(site), site.drafts.find(link).record) == (1, None)
    post(client, link, "finish")
    assert (count(site), site.drafts.find(link).record) == (1, 1)
    assert "tercatat sebagai konsultasi nomor 1" in page_of(client, link)
