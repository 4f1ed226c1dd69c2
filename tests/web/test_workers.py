"""Several worker processes on one ledger: stopped gently, killed hard, nothing is lost."""

import json
import os
import re
import signal
import socket
import threading
import time
from pathlib import Path
from random import Random

import httpx2
import pytest

from advisor.advice.facts import facts_from
from advisor.audit.ledger import Ledger
from advisor.audit.verify import verify
from tests.states import random_answers
from tests.web.conftest import start, stop

ADVISE = "/api/v1/advise"
CLIENTS = 4
EACH = 8
KILLS = 3


def workers(server):
    """The worker processes of a supervisor."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(folder.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            command = folder.joinpath("cmdline").read_bytes()
        except (OSError, ValueError):
            continue
        if parent == server.process.pid and b"spawn_main" in command:
            found.append(int(folder.name))
    return sorted(found)


def eventually(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


class Client(threading.Thread):
    """Records consultations; repeats each under its own key until it is acknowledged."""

    def __init__(self, server, knowledge, number):
        super().__init__(daemon=True)
        self.server, self.number = server, number
        random = Random(number)
        self.wanted = [random_answers(knowledge, random, known=0.6) for _ in range(EACH)]
        self.acknowledged = {}
        self.attempts = 0

    def run(self):
        for place, answers in enumerate(self.wanted):
            body = facts_from(answers, f"Dinas {self.number}-{place}").document()
            while (self.number, place) not in self.acknowledged:
                self.attempts += 1
                self.ask(place, body)

    def ask(self, place, body):
        headers = {"Idempotency-Key": f"{self.number}-{place}"}
        try:
            answer = httpx2.post(
                f"{self.server.url}{ADVISE}?record=true", json=body, headers=headers, timeout=30
            )
        except httpx2.HTTPError:
            time.sleep(0.05)
            return
        assert answer.status_code in (200, 201), answer.text
        self.acknowledged[self.number, place] = answer.json()["record"]


@pytest.mark.slow
def test_no_acknowledged_consultation_is_lost_when_workers_are_killed_under_load(
    tmp_path, knowledge
):
    server = start(tmp_path, "--workers", "2")
    try:
        eventually(lambda: len(workers(server)) == 2)
        clients = [Client(server, knowledge, number) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        random, killed = Random(1), []
        for kill in range(1, KILLS + 1):
            share = kill * CLIENTS * EACH // (KILLS + 2)
            eventually(lambda s=share: sum(len(c.acknowledged) for c in clients) >= s)
            killed.append(random.choice(eventually(lambda: workers(server))))
            os.kill(killed[-1], signal.SIGKILL)
        for client in clients:
            client.join(120)
            assert not client.is_alive()
        eventually(lambda: len(set(workers(server)) - set(killed)) == 2)
        assert httpx2.get(f"{server.url}/readyz", timeout=60).json()["status"] == "ready"
    finally:
        stop(server)
    with Ledger.reading(server.ledger) as ledger:
        assert verify(ledger).whole
        assert ledger.head()[0] == CLIENTS * EACH
        for client in clients:
            for (number, place), receipt in client.acknowledged.items():
                record = ledger.get(receipt["number"])
                assert record.hash == receipt["hash"]
                assert record.body["answers"] == client.wanted[place]
                assert record.personal["pd"] == f"Dinas {number}-{place}"


def begun(server):
    """A request whose body is on its way."""
    host, port = server.url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=30)
    content = json.dumps({"answers": {}}).encode()
    head = f"POST {ADVISE}?record=true HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    connection.sendall(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content[:5])
    return connection, content[5:]


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--workers", "2")], ids=["one process", "two workers"])
def test_a_server_that_is_told_to_stop_answers_what_was_begun(tmp_path, options):
    server = start(tmp_path, *options)
    eventually(lambda: httpx2.get(f"{server.url}/healthz", timeout=60).status_code == 200)
    connection, rest = begun(server)
    time.sleep(0.3)
    server.process.terminate()
    time.sleep(0.7)
    assert server.process.poll() is None
    connection.sendall(rest)
    answer = connection.recv(65_536)
    connection.close()
    assert answer.startswith(b"HTTP/1.1 201")
    assert server.process.wait(20) in (0, -signal.SIGTERM)
    with Ledger.reading(server.ledger) as ledger:
        assert ledger.head()[0] == 1


def test_a_port_that_is_taken_is_told_in_words(tmp_path, server):
    port = re.search(r":(\d+)$", server.url)[1]
    with pytest.raises(AssertionError, match=r"--port"):
        start(tmp_path, "--port", port)
