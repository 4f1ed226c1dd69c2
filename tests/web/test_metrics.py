"""Figures for Prometheus: off unless asked for, right for all workers together, and of nobody."""

import os
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from advisor.advice import consultation
from advisor.audit.checkpoints import keep_if_due
from advisor.web.app import create_app
from tests.conftest import ROOT
from tests.web.conftest import start, stop
from tests.web.plans import begun, post, served
from tests.web.test_workers import eventually, workers

ADVISE = "/api/v1/advise?record=true"
TIMES = 40


def figures(client):
    """Each figure by its name and labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


@pytest.fixture
def counting(settings):
    with TestClient(
        create_app(replace(settings, metrics=True)), raise_server_exceptions=False
    ) as client:
        yield client


def test_without_the_setting_there_is_no_such_page(client):
    assert client.get("/metrics").status_code == 404


@pytest.mark.slow
def test_the_workers_count_together_and_go_on_counting_when_one_is_killed(tmp_path, knowledge):
    server = start(tmp_path, "--workers", "2", IPP_ADVISOR_METRICS="1")
    drafts = served(server, knowledge)
    try:
        eventually(lambda: len(workers(server)) == 2)

        def record(number):
            return httpx2.post(server.url + ADVISE, json={"answers": {}}, timeout=60).status_code

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(record, range(TIMES))) == {201}
        with httpx2.Client(base_url=server.url, timeout=60) as client:
            before = figures(client)
            os.kill(workers(server)[0], signal.SIGKILL)
            eventually(lambda: len(workers(server)) == 2)
            link = begun(drafts, knowledge, "advised", "Dinas Rahasia")
            post(client, link, "finish")
            client.get(f"/questionnaire/{link}/plan")
            client.get(f"/no/such/{link}")
            after = figures(client)
            page = client.get("/metrics").text
    finally:
        stop(server)
        drafts.engine.dispose()
    assert before["ipp_advisor_requests_total", "201", "api"] == TIMES
    assert before["ipp_advisor_request_seconds_count", "api"] == TIMES
    assert before["ipp_advisor_advice_total", "needs-answers"] == TIMES
    assert before["ipp_advisor_ledger_records",] == TIMES
    assert before["ipp_advisor_disagreements_total",] == 0
    assert before["ipp_advisor_advice_total", "contradictory"] == 0
    assert after["ipp_advisor_requests_total", "201", "api"] == TIMES
    assert after["ipp_advisor_advice_total", "advised"] == 1
    assert after["ipp_advisor_requests_total", "200", "questionnaire"] >= 1
    assert after["ipp_advisor_requests_total", "404", "other"] == 1
    assert after["ipp_advisor_ledger_records",] == TIMES + 1
    assert link not in page
    assert "Rahasia" not in page
    areas = set(re.findall(r'area="([^"]+)"', page))
    assert areas <= {"api", "questionnaire", "other", "metrics"}


def test_a_disagreement_is_counted_and_its_request_too(counting, monkeypatch):
    before = figures(counting)
    monkeypatch.setattr(consultation, "evaluate", lambda knowledge, answers: None)
    monkeypatch.setattr(consultation, "_difference", lambda engine, evaluator: "")
    assert counting.post(ADVISE, json={"answers": {}}).status_code == 500
    after = figures(counting)
    for name in (
        ("ipp_advisor_disagreements_total",),
        ("ipp_advisor_requests_total", "500", "api"),
    ):
        assert after[name] == before.get(name, 0) + 1


def test_a_ledger_that_cannot_be_read_is_said_and_does_not_hide_the_rest(counting, tmp_path):
    counting.app.state.site.ledger_place = tmp_path
    found = figures(counting)
    assert found["ipp_advisor_ledger_readable",] == 0
    assert ("ipp_advisor_ledger_records",) not in found
    assert ("ipp_advisor_disagreements_total",) in found


def test_the_age_of_the_newest_checkpoint_is_told_where_any_is_kept(
    counting, tmp_path, monkeypatch
):
    assert ("ipp_advisor_checkpoint_age_seconds",) not in figures(counting)
    monkeypatch.setenv("IPP_ADVISOR_CHECKPOINTS", str(tmp_path / "kept"))
    assert ("ipp_advisor_checkpoint_age_seconds",) not in figures(counting)
    assert counting.post(ADVISE, json={"answers": {}}).status_code == 201
    keep_if_due(tmp_path / "ledger.db")
    assert 0 <= figures(counting)["ipp_advisor_checkpoint_age_seconds",] < 600


def test_the_proxy_does_not_show_it():
    proxy = (ROOT / "deploy/nginx.conf").read_text("utf-8")
    assert re.search(r"location = /metrics \{\s*return 404;", proxy)
