"""A questionnaire is recorded once, also when the process dies before it has noted that."""

import signal
from dataclasses import replace

import httpx2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advisor.audit.export import exported
from advisor.audit.ledger import Ledger
from advisor.audit.query import Filter, find
from advisor.audit.record import GENESIS
from advisor.audit.verify import verify
from advisor.web.installation import Site
from advisor.web.recording import record
from advisor.web.settings import Settings
from advisor.web.store.database import open_database
from advisor.web.store.drafts import Drafts, receipt
from advisor.web.store.schema import prepare
from tests.web.conftest import start, stop
from tests.web.plans import begun, post

KILLED = """
import os, signal
from advisor.audit.ledger import Ledger
from advisor.cli import main
from advisor.web.recorder import Recorder
done = {where}
def killed(self, *arguments, **named):
    {before}
    done(self, *arguments, **named)
    {after}
{where} = killed
main()
"""
KILL = "os.kill(os.getpid(), signal.SIGKILL)"
AFTER = KILLED.format(where="Recorder.do", before="", after=KILL)
"""The program, killed when the ledger has committed and before the questionnaire has noted it."""

WITHIN = KILLED.format(where="Ledger.record", before="", after=KILL)
"""Killed when all is written and nothing committed."""

BEFORE = KILLED.format(where="Ledger.record", before=KILL, after="")


class CrashError(Exception):
    """The process dies here."""


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request, tmp_path):
    """Where a server keeps its questionnaires and its ledger, as its environment says it."""
    if request.param == "sqlite":
        url, ledger = f"sqlite:///{tmp_path / 'web.db'}", str(tmp_path / "ledger.db")
    else:
        url = ledger = request.getfixturevalue("postgres_url")
    return {"IPP_ADVISOR_DATABASE": url, "IPP_ADVISOR_LEDGER": ledger}


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("finishing")
    place = f"sqlite:///{folder / 'web.db'}"
    site = Site.of(Settings(place, str(folder / "ledger.db"), b"s" * 32))
    prepare(site.database)
    # The engine's advice is the evaluator's, forty times slower.
    site.advise = site.preview
    yield site
    site.database.dispose()


@pytest.fixture
def site(shared, tmp_path):
    """An installation with a ledger of its own."""
    shared.ledger_place = tmp_path / "ledger.db"
    return shared


def in_ledger(place):
    with Ledger.reading(place) as ledger:
        assert verify(ledger).whole
        return list(ledger.consultations())


def finish(server, link):
    with httpx2.Client(base_url=server.url, timeout=60) as client:
        answer = post(client, link, "finish")
        assert answer.headers["location"] == f"/questionnaire/{link}/plan"
        return client.get(answer.headers["location"]).text


@pytest.mark.parametrize(("program", "there"), [(AFTER, 1), (WITHIN, 0), (BEFORE, 0)])
def test_a_process_killed_in_between_leaves_one_record_after_the_next_try(
    tmp_path, knowledge, places, program, there
):
    server = start(tmp_path, program=("-c", program), **places)
    engine = open_database(places["IPP_ADVISOR_DATABASE"])
    drafts = Drafts(engine, knowledge.vocabulary)
    link = begun(drafts, knowledge, "advised")
    with pytest.raises(httpx2.TransportError):
        finish(server, link)
    assert server.process.wait(30) == -signal.SIGKILL
    assert drafts.find(link).record is None
    found = in_ledger(places["IPP_ADVISOR_LEDGER"]) if program != BEFORE else []
    assert len(found) == there
    server = start(tmp_path, **places)
    page = finish(server, link)
    stop(server)
    assert "tercatat sebagai konsultasi nomor 1" in page
    after = in_ledger(places["IPP_ADVISOR_LEDGER"])
    assert [item.number for item in after] == [1]
    assert [item.hash for item in found] == [item.hash for item in after][:there]
    assert drafts.find(link).is_recorded
    engine.dispose()


CHANGES = st.sampled_from(["finish", "crash", "answer", "other answer", "name", "other name"])


@given(changes=st.lists(CHANGES, max_size=8))
@example(changes=["finish", "other answer", "finish", "answer"])
@example(changes=["crash", "other name", "crash", "name"])
def test_whatever_is_done_and_wherever_it_crashes_each_finish_counts_once(
    site, tmp_path_factory, changes
):
    site.ledger_place = tmp_path_factory.mktemp("finish") / "ledger.db"
    term = next(t.name for t in site.knowledge.vocabulary.asked.values() if t.type == "yes-no")
    link = site.drafts.begin("Dinas A", {term: True})
    expected = []
    for change in [*changes, "finish"]:
        if change in ("finish", "crash"):
            draft = site.drafts.find(link)
            if [(draft.name, draft.given)] != expected[-1:]:
                expected.append((draft.name, draft.given))
            (record if change == "finish" else crashed)(site, draft)
        elif "answer" in change:
            site.drafts.answer(link, {term: None if "other" in change else True})
        else:
            site.drafts.rename(link, "Dinas B" if "other" in change else "Dinas A")
    states = [
        (item.personal["pd"], {**item.body["answers"], **dict.fromkeys(item.body["not_known"])})
        for item in in_ledger(site.ledger_place)
    ]
    assert len(states) <= len(expected)
    assert all(state in states for state in expected)
    assert states[site.drafts.find(link).record - 1] == expected[-1]
    if "crash" not in changes:
        assert states == expected


def test_the_ledger_tells_nothing_of_a_link_and_no_two_requests_are_called_alike(
    site, tmp_path, knowledge
):
    links = [begun(site.drafts, knowledge, "advised") for _ in range(2)]
    for link in links:
        record(site, site.drafts.find(link))
        site.drafts.rename(link, "Dinas Lain")
        record(site, site.drafts.find(link))
    names = [item.body["request"] for item in in_ledger(site.ledger_place)]
    assert len(set(names)) == 4
    with Ledger.reading(site.ledger_place) as ledger:
        text = "".join(exported(ledger, list(find(ledger, Filter())), "jsonl"))
    assert not [link for link in links if link in text]
    # Another installation's secret gives another name to the same.
    other = replace(site.settings, secret=b"o" * 32, ledger=str(tmp_path / "other.db"))
    made = record(Site.of(other), replace(site.drafts.find(links[0]), recorded=None))
    assert made.body["request"] not in names


def test_what_was_recorded_before_requests_had_names_is_still_the_same_record(site, knowledge):
    link = begun(site.drafts, knowledge, "advised")
    draft = site.drafts.find(link)
    facts = draft.facts(knowledge.vocabulary)
    with site.ledger() as ledger:
        old = ledger.record(knowledge, facts, site.preview(facts))
    site.drafts.note(draft, old.number, old.hash)
    with site.database.begin() as connection:
        connection.execute(receipt.delete())
    assert "request" not in old.body
    assert old.body["previous"] == GENESIS
    assert record(site, site.drafts.find(link)).hash == old.hash
    assert len(in_ledger(site.ledger_place)) == 1


def crashed(site, draft):
    """The ledger has it, the questionnaire's note of it is lost."""

    def dying(drafts, seen, number, hash):
        raise CrashError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Drafts, "note", dying)
        with pytest.raises(CrashError):
            record(site, draft)
