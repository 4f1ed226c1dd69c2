"""Logs tell what an operator needs and nothing that anybody typed."""

import json
import logging
import socket
import sys
import time

import httpx2
import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from advisor.common.errors import DisagreementError
from advisor.web.app import create_app
from advisor.web.logs import CONFIG, JsonLines
from tests.web.conftest import run_apart, start, stop

SECRET = "rahasia7Q"
API = "/api/v1"


@pytest.fixture
def lines():
    """What is logged, as the JSON lines would have it."""
    found = []
    handler = logging.Handler()
    handler.emit = lambda record: found.append(JsonLines().format(record))
    loggers = [logging.getLogger(name) for name in ("advisor.web", "uvicorn.error", "")]
    for logger in loggers:
        logger.addHandler(handler)
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.INFO)
    yield found
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def test_nothing_of_a_visit_that_is_personal_is_in_the_log_of_a_real_server(tmp_path):
    server = start(tmp_path)
    headers = {"X-Request-Id": SECRET, "User-Agent": SECRET, "Referer": f"http://a/{SECRET}"}
    with httpx2.Client(base_url=server.url, headers=headers, cookies={"visitor": SECRET}) as client:
        body = {"pd": {"name": SECRET}, "answers": {SECRET: SECRET}}
        answers = [
            client.get(f"/{SECRET}?a={SECRET}"),
            client.get(f"/questionnaire/{SECRET}"),
            client.post(f"/questionnaire/{SECRET}/finish", data={"csrf": SECRET}),
            client.post(f"{API}/advise?{SECRET}={SECRET}", json=body),
            client.post(f"{API}/explain/{SECRET}", json={"answers": {}}),
            client.post(
                f"{API}/advise?record=true",
                json={"pd": {"name": SECRET}, "answers": {}},
                headers={"Idempotency-Key": SECRET},
            ),
            client.post(f"{API}/advise", content=SECRET.encode()),
        ]
        while (tmp_path / "ledger.db-wal").exists():  # The recorder has it open yet, and mends it.
            time.sleep(0.01)
        (tmp_path / "ledger.db").write_bytes(SECRET.encode() * 1000)
        failed = client.post(f"{API}/advise?record=true", json={"answers": {}})
    ended(server)
    assert answers[5].status_code == 201
    assert failed.status_code == 503
    text = "".join(server.log)
    assert SECRET not in text
    assert "127.0.0.1:" not in text.replace(server.url, "")
    logged = [json.loads(line) for line in server.log if line.startswith("{")]
    requests = [line for line in logged if line["event"] == "request"]
    assert len(requests) == len(answers) + 1
    assert [line["request"] for line in requests][:7] == [
        answer.headers["x-request-id"] for answer in answers
    ]
    assert any(line.get("keys") == ["ledger.corrupt"] for line in logged)


def ended(server):
    """Stop it and wait for the end of its log."""
    stop(server)
    deadline = time.monotonic() + 10
    while not any("Finished server process" in line for line in server.log):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def failing(request):
    """A page that fails while it holds what somebody typed."""
    typed = {"name": request.query_params["q"]}
    try:
        raise KeyError(typed["name"])
    except KeyError as error:
        raise ValueError(f"{typed} is wrong") from error


@pytest.fixture
def broken(settings):
    """The application with a page that fails."""
    app = create_app(settings)
    for path in ("/broken", f"{API}/broken"):
        app.router.routes.insert(0, Route(path, failing))
    with TestClient(app, base_url="http://advisor.test", raise_server_exceptions=False) as client:
        yield client


def test_a_fault_is_an_answer_without_a_traceback_and_with_every_guard(broken, lines):
    page = broken.get("/broken", params={"q": SECRET})
    answer = broken.get(f"{API}/broken", params={"q": SECRET})
    for found in (page, answer):
        assert found.status_code == 500
        assert "Traceback" not in found.text
        assert "default-src 'none'" in found.headers["content-security-policy"]
        assert len(found.headers["x-request-id"]) == 16
    assert answer.json()["error"]["status"] == 500
    assert SECRET not in answer.text
    assert SECRET not in "".join(lines)


def test_an_exception_is_logged_by_type_and_place_but_not_by_its_message():
    try:
        failing(type("Request", (), {"query_params": {"q": SECRET}}))
    except ValueError:
        record = logging.getLogger("uvicorn.error").makeRecord(
            "uvicorn.error", logging.ERROR, __file__, 1, "Exception", (), sys.exc_info()
        )
    line = json.loads(JsonLines().format(record))
    assert [item["type"] for item in line["exceptions"]] == ["ValueError", "KeyError"]
    assert line["exceptions"][0]["at"][0].startswith("test_logs.py:")
    assert SECRET not in json.dumps(line)


def test_a_disagreement_says_which_rules_differ():
    record = logging.getLogger("uvicorn.error").makeRecord(
        "uvicorn.error", logging.ERROR, __file__, 1, "Exception", (),
        (DisagreementError, DisagreementError("rules A-1"), None),
    )  # fmt: skip
    assert json.loads(JsonLines().format(record))["exceptions"][0]["says"] == "rules A-1"


def test_what_a_library_says_is_logged_by_its_name_alone():
    record = logging.LogRecord("asyncio", logging.ERROR, __file__, 1, SECRET, (), None)
    assert json.loads(JsonLines().format(record))["event"] == "asyncio"
    assert CONFIG["root"]["handlers"]


def test_each_request_has_an_id_of_its_own_that_nobody_outside_chose(client):
    ids = {
        client.get("/healthz", headers={"X-Request-Id": "mine"}).headers["x-request-id"]
        for _ in range(20)
    }
    assert len(ids) == 20
    assert "mine" not in ids


def test_a_visitor_who_hangs_up_is_no_fault(settings, lines):
    app = create_app(settings)

    async def gone():
        return {"type": "http.disconnect"}

    statuses = []

    async def send(message):
        statuses.append(message.get("status"))

    scope = {
        "type": "http", "method": "POST", "path": f"{API}/advise", "query_string": b"",
        "headers": [(b"content-type", b"application/json"), (b"content-length", b"9")],
        "scheme": "http", "server": ("a", 80), "client": ("a", 1), "root_path": "",
    }  # fmt: skip
    run_apart(app(scope, gone, send))
    assert statuses[0] == 400
    assert all(json.loads(line)["level"] == "info" for line in lines)


def test_the_whole_application_logs_nothing_but_json(tmp_path):
    server = start(tmp_path)
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(b"nonsense\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400")
    ended(server)
    told, *lines = [line for line in server.log if line.strip()]
    assert server.url in told
    events = [json.loads(line)["event"] for line in lines]
    assert "Invalid HTTP request received." in events
