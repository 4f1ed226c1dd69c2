"""The ledger on PostgreSQL: the same records, the same answers, the same guarantees as on SQLite."""

import json

import pytest

from advisor.audit.checkpoint import checkpoint
from advisor.audit.explain import explain
from advisor.audit.export import exported
from advisor.audit.ledger import Ledger
from advisor.audit.query import Filter, find, moment
from advisor.audit.redact import redact
from advisor.audit.replaying import replayed, under_today
from advisor.audit.telling import record_json
from advisor.audit.verify import verify
from tests.ledgers import Clock, filled

COUNT = 40


@pytest.fixture
def steady_salt(monkeypatch):
    """The same salts in the same order each time a ledger is filled."""

    def begin():
        numbers = iter(range(10_000))
        monkeypatch.setattr("secrets.token_hex", lambda size: f"{next(numbers):0{2 * size}x}")

    return begin


@pytest.fixture
def both(tmp_path, postgres_url, knowledge, steady_salt):
    """The same consultations, and a redaction, in a file and in a database."""
    places = (tmp_path / "l.db", postgres_url)
    for place in places:
        steady_salt()
        filled(place, knowledge, COUNT)
        with Ledger.writing(place, Clock()) as ledger:
            redact(ledger, 6, "atas permintaan")
    return places


def told(place, work):
    with Ledger.reading(place) as ledger:
        return work(ledger)


def test_the_same_consultations_make_the_same_chain(both):
    def rows(ledger):
        return {
            table: [tuple(row) for row in ledger.rows(f"SELECT {columns} FROM {table} ORDER BY {order}")]
            for table, columns, order in (
                ("record", "*", "1"), ("mention", "*", "1, 2, 3, 4"), ("personal", "*", "1, 2"),
                ("manifest", "*", "1, 2"), ("blob", "digest, content", "id"),
            )
        }  # fmt: skip

    file, database = (told(place, rows) for place in both)
    assert file == database
    assert len(file["record"]) == COUNT + 1
