"""Files with flipped bytes: no command fails by them, and `verify` calls none whole that is not."""

import sqlite3
from contextlib import closing
from random import Random

import pytest
from click.testing import CliRunner

from advisor.audit.copying import CONTENT
from advisor.audit.ledger import Ledger
from advisor.audit.redact import redact
from advisor.cli.group import advisor
from advisor.common.errors import AdvisorError
from tests.audit.tampering import whole
from tests.ledgers import states, texts_loaded_once
from tests.scale import sampled

FILES = sampled(whole=1000, ordinary=100)
COMMANDS = (
    ("audit", "list"), ("audit", "list", "--pd", "Dinas Nomor 1", "--from", "2026-01-01"),
    ("audit", "show", "5"), ("audit", "explain", "5", "1"), ("audit", "by-rule", "REG-002"),
    ("audit", "replay", "--all"), ("audit", "export"), ("audit", "export", "--format", "csv"),
    ("audit", "checkpoint"),
)  # fmt: skip
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def once():
    """The same rule texts are loaded once only, which is what takes the time."""
    with texts_loaded_once():
        yield


def said(path, *command):
    place = ["--ledger", str(path), "--lang", "en"]
    done = CliRunner().invoke(advisor, [*command, *place])
    assert done.exit_code in (0, 1), (command, done.output, done.exception)
    return done.exit_code


def written_to(path, write):
    """What is said to be recorded can be read; whatever else happens is told as damage."""
    try:
        with Ledger.writing(path, patience=0) as ledger:
            made = write(ledger)
    except AdvisorError:
        return
    with Ledger.reading(path) as ledger:
        found = ledger.get(made.number)
    assert (found.text, found.hash) == (made.text, made.hash)


def looked_at(path):
    """What SQLite's own check says, and all content; None where it cannot be read."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        connection.text_factory = bytes
        try:
            sound = connection.execute("PRAGMA integrity_check").fetchall() == [(b"ok",)]
            content = [
                connection.execute(f"SELECT {columns} FROM {table} ORDER BY {order}").fetchall()
                for table, columns, order in CONTENT
            ]
        except (sqlite3.Error, UnicodeDecodeError):
            return False, None
    return sound, content


def test_files_with_flipped_bytes(tmp_path, knowledge):
    original = whole(tmp_path / "whole.db", knowledge).read_bytes()
    asked = next(states(knowledge, 1, seed=5))
    content = looked_at(tmp_path / "whole.db")[1]
    named = 0
    for seed in range(FILES):
        random = Random(seed)
        harmed = bytearray(original)
        for _ in range(random.choice((1, 1, 8))):
            harmed[random.randrange(len(harmed))] ^= random.randrange(1, 256)
        path = tmp_path / "l.db"
        for left in tmp_path.glob("l.db*"):
            left.unlink()
        path.write_bytes(harmed)
        sound, found = looked_at(path)
        code = said(path, "audit", "verify")
        assert code == 1 or (sound and found == content), seed
        named += code
        said(path, *random.choice(COMMANDS))
        written_to(path, lambda ledger: ledger.record(knowledge, *asked))
        written_to(path, lambda ledger: redact(ledger, 2, "x"))
    assert named > FILES / 4
