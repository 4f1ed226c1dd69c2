"""Writers for the tests: processes that append to a ledger and acknowledge each record.

`python -m tests.ledger_writer PLACE SECONDS` appends for so long and prints each number and hash.
`python -m tests.ledger_writer PLACE --kill TIMES` forks a writer so often, kills it with SIGKILL at
a random moment of its writing, and prints what it had acknowledged until then. With CARELESS set,
a server is not asked to have a record on disk before it says so.
"""

import os
import signal
import sys
import time
from dataclasses import replace
from datetime import date
from random import Random

from advisor.advice.notes import Note
from advisor.audit.follow_up import follow_up
from advisor.audit.ledger import Ledger
from advisor.audit.storage import postgres
from advisor.audit.storage.connection import Place
from advisor.audit.storage.dialect import POSTGRES
from advisor.knowledge.loader import load
from tests.ledgers import states

KNOWLEDGE = load()
NOTED = {"form-work-team": Note("Ibu Maria", date(2026, 3, 31), "SK No. 12", "under-way")}
STATES = list(states(KNOWLEDGE, 5))


def write(place: Place, seconds: float, out: int) -> None:
    with Ledger.writing(place) as ledger:
        # However slow the machine, at least one record.
        deadline = time.monotonic() + seconds
        number = 0
        while number == 0 or time.monotonic() < deadline:
            facts, advice = STATES[number % len(STATES)]
            record = ledger.record(KNOWLEDGE, facts, advice, f"Penulis {os.getpid()}")
            os.write(out, f"{record.number} {record.hash}\n".encode())
            if number % 2:
                record = follow_up(ledger, record.number, NOTED, f"Penulis {os.getpid()}")
                os.write(out, f"{record.number} {record.hash}\n".encode())
            number += 1


def kill(place: Place, times: int) -> None:
    random = Random(9)
    for _ in range(times):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            write(place, 60, writing)
            os._exit(0)
        os.close(writing)
        first = os.read(reading, 4096)
        time.sleep(random.uniform(0, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading, "rb") as rest:
            sys.stdout.write((first + rest.read()).decode())


if __name__ == "__main__":
    if os.environ.get("CARELESS"):
        careless = tuple(s for s in POSTGRES.write if "synchronous_commit" not in s)
        assert careless != POSTGRES.write
        postgres.POSTGRES = replace(POSTGRES, write=careless)
    if sys.argv[2] == "--kill":
        kill(sys.argv[1], int(sys.argv[3]))
    else:
        write(sys.argv[1], float(sys.argv[2]), sys.stdout.fileno())
