"""A ledger that version 1.0.0 wrote still verifies, explains and replays to the same bytes."""

import shutil

import pytest

from advisor.audit.checkpoint import read_checkpoint
from advisor.audit.explain import explain
from advisor.audit.ledger import Ledger
from advisor.audit.replaying import replayed, under_today
from advisor.audit.verify import verify
from advisor.common.time_zone import chosen_zone
from tests.conftest import ROOT

DATA = ROOT / "tests" / "data"


@pytest.fixture
def ledger(tmp_path):
    with Ledger.reading(shutil.copy(DATA / "ledger-v1.db", tmp_path)) as opened:
        yield opened


def test_it_is_whole_and_agrees_with_its_checkpoint(ledger):
    found = verify(ledger, read_checkpoint(DATA / "ledger-v1.checkpoint.json"))
    assert (found.problems, found.size, found.agrees, found.uncovered) == ([], 12, True, 0)


def test_each_consultation_replays_to_its_own_bytes_and_knows_no_step_unless_done(ledger):
    records = list(ledger.consultations())
    found = replayed(ledger, iter(records))
    assert found.whole, list(found.lines("en"))
    steps = [step for record in records for step in ledger.advice(record)["steps"]]
    assert len(records) == 11
    assert steps
    assert all("certainty" not in step for step in steps)


def test_each_step_of_each_consultation_is_explained_from_its_own_edition(ledger):
    for record in ledger.consultations():
        for step in ledger.advice(record)["steps"]:
            told = "\n".join(explain(ledger, record, step["step"], "en"))
            assert all(reason["rule"] in told for reason in step["reasons"])


def test_todays_rules_tell_what_they_would_add(ledger, knowledge):
    today = under_today(ledger, ledger.consultations(), knowledge, "en")
    told = list(today.lines("en", chosen_zone()))
    assert any("newly advised" in line for line in told)
