"""What one client may ask of the application: how often, how much, how slowly."""

import asyncio
import socket
import threading
import time

import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from advisor.web import protocol
from advisor.web.app import create_app
from advisor.web.security import rate
from advisor.web.security.body import BodyLimit
from advisor.web.security.rate import Buckets, network
from advisor.web.settings import Settings
from tests.web.conftest import run_apart, start, stop

ADVISE = "/api/v1/advise"


def limited(tmp_path, per_minute):
    database, ledger = f"sqlite:///{tmp_path / 'web.db'}", str(tmp_path / "ledger.db")
    made = Settings(database, ledger, b"s" * 32, per_minute=per_minute)
    return TestClient(create_app(made), base_url="http://advisor.test")


def test_more_than_the_allowed_number_is_refused_with_the_time_to_wait(tmp_path):
    with limited(tmp_path, 3) as client:
        statuses = [client.post(ADVISE, json={"answers": {}}).status_code for _ in range(5)]
        assert statuses == [200, 200, 200, 429, 429]
        refused = client.get("/api/v1/rules")
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 20
        assert refused.json()["error"]["status"] == 429
        assert "content-security-policy" in refused.headers
        assert client.post("/").status_code == 429
        assert [client.get(path).status_code for path in ("/", "/healthz", "/api")] == [200] * 3


@given(
    size=st.integers(1, 100),
    gaps=st.lists(st.floats(0, 90, allow_nan=False), min_size=1, max_size=200),
)
def test_no_minute_gives_more_than_twice_what_a_minute_allows(size, gaps):
    now = 0.0
    buckets = Buckets(size, lambda: now)
    passed = []
    for gap in gaps:
        now += gap
        wait = buckets.take("a")
        if wait:
            assert 1 <= wait <= 60
        else:
            passed.append(now)
    for begin in passed:
        assert sum(begin <= at < begin + 60 for at in passed) <= 2 * size


@given(size=st.integers(1, 1000))
def test_who_waits_as_long_as_told_is_served(size):
    now = 0.0
    buckets = Buckets(size, lambda: now)
    while not (wait := buckets.take("a")):
        pass
    now += wait
    assert buckets.take("a") == 0
    assert buckets.take("b") == 0


@pytest.mark.parametrize(
    ("path", "served"),
    [
        ("/questionnaire", 200), ("/questionnaire/abc/question/x", 200), ("/desk", 200),
        ("/questionnaire/abc/plan", 60), ("/questionnaire/abc/plan/step/x", 60),
        ("/questionnaire/abc/plan/waiting.svg", 60), ("/questionnaire/abc/plan.md", 60),
        ("/questionnaire/abc/plan.pdf", 12), ("/questionnaire/abc/plan.docx", 12),
        ("/desk/export/file", 12), ("/tables", 200), ("/tables/template.xlsx", 60),
    ],
)  # fmt: skip
def test_what_takes_longer_to_make_is_served_less_often(monkeypatch, path, served):
    passed = []

    async def app(scope, receive, send):
        passed.append(scope["path"])

    async def refused(*arguments):
        pass

    async def visit():
        limit = rate.RateLimit(app, 60, lambda: 0.0)
        for _ in range(200):
            scope = {"type": "http", "method": "GET", "path": path, "client": ("192.0.2.1", 1)}
            await limit(scope, None, None)

    monkeypatch.setattr(rate, "refuse", refused)
    run_apart(visit())
    assert len(passed) == served


@given(size=st.integers(1, 100), cost=st.integers(1, 200))
def test_even_what_costs_more_than_a_minute_allows_is_served_after_the_time_told(size, cost):
    now = 0.0
    buckets = Buckets(size, lambda: now)
    assert buckets.take("a", cost) == 0
    while wait := buckets.take("a", cost):
        assert wait <= 61
        now += wait


def test_addresses_without_number_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(rate, "MOST_ADDRESSES", 100)
    buckets = Buckets(1, lambda: 0.0)
    for number in range(1000):
        buckets.take(str(number))
    assert len(buckets._left) == 100


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("not:an:address", "not:an:address", True),
    ],
)
def test_an_ipv6_network_counts_as_one_client(one, other, same):
    assert (network(one) == network(other)) is same


@pytest.mark.parametrize("path", [ADVISE, "/api/v1/what-if", "/api/nowhere"])
def test_a_body_over_the_limit_is_refused_whether_announced_or_not(client, path):
    def chunks():
        for _ in range(10):
            yield b'{"answers":' + b" " * 10_000

    kind = {"Content-Type": "application/json"}
    whole = client.post(path, content=b"x" * 70_000, headers=kind)
    assert whole.status_code == 413
    assert whole.json()["error"]["status"] == 413
    streamed = client.post(path, content=chunks(), headers=kind)
    assert streamed.status_code == (404 if path.endswith("nowhere") else 413)


@pytest.mark.parametrize("length", ["-1", "x", "9" * 30, "1e3"])
def test_a_length_that_is_no_number_is_refused(client, length):
    headers = {"Content-Length": length, "Content-Type": "application/json"}
    answer = client.post(ADVISE, content=b"{}", headers=headers)
    assert answer.status_code in (400, 413)


def test_a_body_that_dawdles_is_given_up():
    sent = []

    async def app(scope, receive, send):
        while (await receive()).get("more_body"):
            pass

    async def trickle():
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def send(message):
        sent.append(message)

    site = type("Site", (), {"settings": type("S", (), {"language": "en", "https": False})})
    state = type("App", (), {"state": type("State", (), {"site": site})})
    scope = {
        "type": "http", "method": "POST", "path": "/api/v1/advise", "headers": [], "app": state,
        "query_string": b"", "scheme": "http", "server": ("a", 80), "root_path": "",
    }  # fmt: skip
    run_apart(asyncio.wait_for(BodyLimit(app, 1000, patience=0.1)(scope, trickle, send), 5))
    assert sent[0]["status"] == 408


@pytest.fixture(scope="module")
def strict(tmp_path_factory):
    """A real server that allows each address five requests a minute."""
    server = start(tmp_path_factory.mktemp("strict"), IPP_ADVISOR_PER_MINUTE="5")
    yield server
    stop(server)


def exchange(url, *parts, pause=0.0, timeout=30):
    """Send raw bytes, piece by piece; what comes back until the connection is closed."""
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=timeout) as connection:
        for part in parts:
            try:
                connection.sendall(part)
            except OSError:
                break
            time.sleep(pause)
        answer = b""
        try:
            while piece := connection.recv(65_536):
                answer += piece
        except ConnectionError:
            pass
        return answer


def head(*lines):
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode()


def test_behind_a_trusted_proxy_each_visitor_has_an_allowance_of_its_own(strict):
    def ask(address):
        request = head("GET /api/v1/rules HTTP/1.1", "Host: a", f"X-Forwarded-For: {address}")
        return int(exchange(strict.url, request).split()[1])

    assert [ask("192.0.2.1") for _ in range(7)] == [200] * 5 + [429] * 2
    assert ask("192.0.2.2") == 200


def test_an_endless_header_or_address_is_cut_off(server):
    for line in (b"X-Long: ", b""):
        begin = b"GET /" if not line else b"GET / HTTP/1.1\r\nHost: a\r\n" + line
        answer = exchange(server.url, begin, *[b"a" * 65_536] * 40)
        assert answer.split()[1:2] in ([b"431"], [])
    assert exchange(server.url, head("GET /healthz HTTP/1.1", "Host: a")).split()[1] == b"200"


@pytest.fixture
def impatient(monkeypatch):
    """The server's protocol with an empty application, in this process; waits one second."""
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 1.0)
    config = uvicorn.Config(empty, port=0, http=protocol.PatientProtocol, log_level="critical")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


async def empty(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})


def test_a_head_that_does_not_come_is_waited_for_a_while_only(impatient):
    begun = time.monotonic()
    pieces = [b"GET / HTTP/1.1\r\n", *[b"X-A: b\r\n"] * 20]
    assert exchange(impatient, *pieces, pause=0.1).split()[1] == b"408"
    assert exchange(impatient).split()[1] == b"408"
    first = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    again = exchange(impatient, first, b"GET /", pause=0.1)
    assert again.count(b"HTTP/1.1 204") == 1
    assert again.count(b"HTTP/1.1 408") == 1
    assert time.monotonic() - begun < 10


def test_a_second_request_on_a_connection_has_its_own_time(impatient):
    request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    answers = exchange(impatient, *[request] * 5, head("GET / HTTP/1.1", "Host: a"), pause=0.4)
    assert answers.count(b"HTTP/1.1 204") == 6
