"""Ledgers for tests: filled with random consultations, opened raw to be tampered with."""

from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts
from advisor.audit.ledger import Ledger
from advisor.audit.storage import blobs
from advisor.audit.storage.connection import Place
from advisor.audit.storage.dialect import KEPT, SQLITE
from advisor.audit.storage.store import store
from advisor.inference.evaluator import evaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.loader import load_texts
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


def filled(place: Place, knowledge: Knowledge, count: int, seed: int = 4) -> Place:
    with Ledger.writing(place, Clock()) as ledger:
        for number, (facts, advice) in enumerate(states(knowledge, count, seed)):
            ledger.record(knowledge, facts, advice, f"Pegawai {number}" if number % 2 else None)
    return place


@contextmanager
def texts_loaded_once():
    """The same rule texts are loaded once only, which is what takes the time."""
    found = {}

    def load_once(texts):
        key = blobs.manifest_of(texts)
        if key not in found:
            found[key] = load_texts(texts)
        return found[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blobs, "load_texts", load_once)
        yield


@contextmanager
def raw(place: Place, guarded: bool = False):
    """The ledger as an attacker has it who keeps the file or rules the server: without the guards,
    which stand again afterwards.
    """
    keeper = store(place)
    with closing(keeper.connect()) as connection:
        guards = () if guarded else _guards(keeper.dialect)
        for off, _ in guards:
            connection.execute(off)
        yield connection
        for _, on in guards:
            connection.execute(on)


def _guards(dialect):
    """How each guard is switched off and on again."""
    if dialect is SQLITE:
        return [("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON")] + [
            (f"DROP TRIGGER {guard.split()[2]}", guard) for guard in dialect.guards
        ]
    off = [
        (f"ALTER TABLE {t} DISABLE TRIGGER ALL", f"ALTER TABLE {t} ENABLE TRIGGER ALL")
        for t in KEPT
    ]
    on = [guard for guard in dialect.guards if "ENABLE" in guard]
    return [*off, *(("SELECT 1", guard) for guard in on)]
