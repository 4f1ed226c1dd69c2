"""Ledgers for tests: filled with random consultations, opened raw to be tampered with."""

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from advisor.advising import advice_of
from advisor.audit.ledger import Ledger
from advisor.evaluator import evaluate
from advisor.facts import Facts
from advisor.knowledge import Knowledge
from tests.states import consistent_answers, random_answers


@dataclass
class Clock:
    """An hour passes between two records."""

    time: datetime = field(default_factory=lambda: datetime(2026, 3, 1, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.time += timedelta(hours=1)
        return self.time


def states(knowledge: Knowledge, count: int, seed: int = 4):
    """Random consultations as (facts, advice): partly known, now and then named or at odds."""
    random = Random(seed)
    for number in range(count):
        known = random.choice((0.3, 0.7, 1.0))
        whole = (random_answers if number % 9 == 8 else consistent_answers)(knowledge, random)
        answers = {term: value for term, value in whole.items() if random.random() < known}
        facts = Facts(answers, f"Dinas Nomor {number}" if number % 3 else None)
        yield facts, advice_of(knowledge, facts, evaluate(knowledge, answers))


def filled(path: Path, knowledge: Knowledge, count: int, seed: int = 4) -> Path:
    with Ledger.writing(path, Clock()) as ledger:
        for number, (facts, advice) in enumerate(states(knowledge, count, seed)):
            ledger.record(knowledge, facts, advice, f"Pegawai {number}" if number % 2 else None)
    return path


@contextmanager
def raw(path: Path, guarded: bool = False):
    """The file as an attacker has it: without the guards, which stand again afterwards."""
    connection = sqlite3.connect(path, isolation_level=None)
    query = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
    guards = [] if guarded else connection.execute(query).fetchall()
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    yield connection
    for _, sql in guards:
        connection.execute(sql)
    connection.close()
