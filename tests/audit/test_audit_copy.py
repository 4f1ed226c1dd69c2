"""Carrying a ledger over: from file to database and back, the chain byte for byte."""

import pytest

from advisor.audit.copying import CONTENT, copy
from advisor.audit.ledger import Ledger
from advisor.audit.redact import redact
from advisor.audit.verify import verify
from advisor.common.errors import AdvisorError
from tests.commands import run
from tests.ledgers import filled, raw

SIZE = 12


def content(place):
    with Ledger.reading(place) as ledger:
        return [
            [tuple(row) for row in ledger.rows(f"SELECT {columns} FROM {table} ORDER BY {order}")]
            for table, columns, order in CONTENT
        ]


@pytest.fixture
def book(tmp_path, knowledge):
    """A file with a redaction in it."""
    path = filled(tmp_path / "l.db", knowledge, SIZE)
    with Ledger.writing(path) as ledger:
        redact(ledger, 6, "x")
    return path


def test_a_ledger_comes_back_from_a_database_as_it_went(tmp_path, postgres_url, book, knowledge):
    before = book.read_bytes()
    there = copy(book, postgres_url)
    back = copy(postgres_url, tmp_path / "new" / "back.db")
    assert content(book) == content(postgres_url) == content(tmp_path / "new" / "back.db")
    assert (there.size, there.head) == (back.size, back.head)
    assert book.read_bytes() == before
    with Ledger.writing(postgres_url) as ledger:
        assert verify(ledger).size == SIZE + 1
    filled(postgres_url, knowledge, 1)
    with Ledger.reading(postgres_url) as ledger:
        assert verify(ledger).size == SIZE + 2


def refused(source, target):
    with pytest.raises(AdvisorError) as caught:
        copy(source, target)
    return [problem.message.key for problem in caught.value.problems]


def test_a_target_that_holds_anything_is_refused(tmp_path, postgres_url, book, knowledge):
    filled(tmp_path / "other.db", knowledge, 1)
    for target in (book, tmp_path / "other.db"):
        before = content(target)
        assert refused(book, target) == ["copying.not-empty"]
        assert content(target) == before
    copy(book, postgres_url)
    assert refused(book, postgres_url) == ["copying.not-empty"]
    # Nothing but a text is not empty either.
    with Ledger.writing(tmp_path / "text.db") as ledger:
        ledger.connection.execute("INSERT INTO blob (digest, content) VALUES ('x', x'00')")
    assert refused(book, tmp_path / "text.db") == ["copying.not-empty"]


@pytest.mark.parametrize(
    ("sql", "key"),
    [
        ("UPDATE record SET body = '{}' WHERE number = 3", "integrity.changed"),
        ("DELETE FROM record WHERE number = 3", "integrity.gap"),
        ("DELETE FROM mention WHERE record = 3", "integrity.index"),
        ("UPDATE personal SET text = 'X'", "integrity.personal"),
    ],
)
def test_a_ledger_that_is_not_whole_is_not_copied(postgres_url, book, sql, key):
    with raw(book) as connection:
        connection.execute(sql)
    found = refused(book, postgres_url)
    assert key in found
    assert found[-1] == "copying.broken"
    with Ledger.writing(postgres_url) as ledger:
        assert ledger.head()[0] == 0


def test_a_ledger_that_is_not_there_is_said_and_no_target_is_made(tmp_path):
    assert refused(tmp_path / "none.db", tmp_path / "to.db") == ["ledger.missing"]
    assert not (tmp_path / "to.db").exists()


def test_a_damaged_source_is_named_and_not_the_target(tmp_path, book):
    damaged = bytearray(book.read_bytes())
    damaged[8192:] = b"\xff" * (len(damaged) - 8192)
    book.write_bytes(damaged)
    with pytest.raises(AdvisorError) as caught:
        copy(book, tmp_path / "to.db")
    assert {problem.where for problem in caught.value.problems} == {str(book)}


def test_copying_as_a_process(tmp_path, book, postgres_url):
    for language, target in (("en", postgres_url), ("id", tmp_path / "back.db")):
        done = run("audit", "copy", book, target, "--lang", language)
        assert (done.returncode, done.stderr) == (0, b"")
        assert str(SIZE + 1) in done.stdout.decode()
    done = run("audit", "copy", book, postgres_url, "--lang", "en")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"nothing was copied" in done.stderr
