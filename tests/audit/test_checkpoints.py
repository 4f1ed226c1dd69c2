"""Checkpoints that an installation keeps by itself: when, where, signed, and what verify says."""

import json
import shlex
import sys

import pytest

from advisor.audit.checkpoint import Checkpoint
from advisor.audit.checkpoints import Folder, Table, keep_if_due, keeping, kept_checkpoints
from advisor.audit.ledger import Ledger
from advisor.audit.signing import make_key, signature_holds
from advisor.audit.verify import verify
from advisor.common.errors import AdvisorError
from tests.audit.tampering import bodies, edited, rechain
from tests.commands import run
from tests.conftest import ROOT
from tests.ledgers import filled, raw, states

CITY = ROOT / "examples" / "badan-kabupaten-serba-kurang.yaml"


@pytest.fixture(params=["folder", "database"])
def kept(request, tmp_path, monkeypatch):
    """A place for checkpoints, one every three records."""
    folder = request.param == "folder"
    place = str(tmp_path / "kept") if folder else request.getfixturevalue("postgres_url")
    monkeypatch.setenv("IPP_ADVISOR_CHECKPOINTS", place)
    monkeypatch.setenv("IPP_ADVISOR_CHECKPOINT_RECORDS", "3")
    return Table(place) if not folder else Folder(tmp_path / "kept")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "l.db"


def record(path, knowledge, count):
    facts, advice = next(states(knowledge, 1))
    for _ in range(count):
        with Ledger.writing(path) as ledger:
            ledger.record(knowledge, facts, advice)
        keep_if_due(path)


def sizes(keeper):
    return [made.size for made in keeper.every()]


def test_after_so_many_records_one_is_kept(kept, path, knowledge):
    assert kept.newest() is None
    record(path, knowledge, 8)
    assert sizes(kept) == [1, 4, 7]
    assert kept.newest().size == 7


def test_after_so_many_hours_one_is_kept_but_not_of_what_is_covered(kept, path, knowledge):
    record(path, knowledge, 1)
    (first,) = kept.every()
    assert keep_if_due(path) is None
    later = Checkpoint(first.size, first.head, "2026-01-01T00:00:00Z")
    other = Folder(path.with_name("other"))
    other.add(later)
    with Ledger.reading(path) as ledger:
        assert keeping().due(ledger, later) is False
    record(path, knowledge, 1)
    with Ledger.reading(path) as ledger:
        assert keeping().due(ledger, later) is True
        assert keeping().due(ledger, first) is False


def test_each_is_signed_where_there_is_a_key(kept, path, tmp_path, knowledge, monkeypatch):
    key = make_key(tmp_path / "k.pem")
    monkeypatch.setenv("IPP_ADVISOR_CHECKPOINT_KEY", str(tmp_path / "k.pem"))
    record(path, knowledge, 1)
    made = kept.newest()
    assert signature_holds(made)
    assert made.signature["key"] == key


def test_verify_takes_the_newest_by_itself_and_says_since_when_nothing_is_covered(
    kept, path, knowledge
):
    for _ in range(5):
        assert run("advise", CITY, "--ledger", path).stderr == b""
    done = run("audit", "verify", "--ledger", path, "--lang", "en")
    assert done.returncode == 0
    assert b"Unchanged since then: records 1 to 4." in done.stdout
    assert b"not covered by it: record 5. Nothing is covered since 20" in done.stdout


def test_a_chain_written_anew_shows_though_a_checkpoint_of_it_was_kept_since(kept, path, knowledge):
    record(path, knowledge, 4)
    with raw(path) as connection:
        changed = bodies(connection)
        changed[0] = edited(changed[0])
        rechain(connection, changed)
    with Ledger.reading(path) as ledger:
        keeping().keep(ledger)
        problems = verify(ledger, kept.newest(), earlier=kept_checkpoints()).problems
    assert "integrity.earlier" in [problem.key for problem in problems]


def test_a_ledger_that_begins_anew_where_one_was_is_told_at_once(kept, path, knowledge):
    record(path, knowledge, 4)
    path.unlink()
    done = run("advise", CITY, "--ledger", path, "--lang", "en")
    assert (done.returncode, bool(done.stdout)) == (0, True)
    assert b"this was recorded, but no checkpoint" in done.stderr
    assert b"The ledger holds 1 record, but the checkpoint saw 4" in done.stderr
    assert run("audit", "verify", "--ledger", path).returncode == 1


def test_the_command_is_given_each_on_its_input_and_its_failure_is_told(
    kept, path, tmp_path, knowledge, monkeypatch
):
    program = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read())"
    command = shlex.join([sys.executable, "-c", program, str(tmp_path / "sent")])
    monkeypatch.setenv("IPP_ADVISOR_CHECKPOINT_COMMAND", command)
    record(path, knowledge, 4)
    sent = [json.loads(line) for line in (tmp_path / "sent").read_text().splitlines()]
    assert sent == [made.as_json() for made in kept.every()]
    for failing in ("false", "/no/such/program", '"', " "):
        monkeypatch.setenv("IPP_ADVISOR_CHECKPOINT_COMMAND", failing)
        with Ledger.reading(path) as ledger, pytest.raises(AdvisorError) as caught:
            keeping().keep(ledger)
        assert caught.value.problems[0].message.key == "checkpoints.command"
        assert kept.newest().size == 4


@pytest.mark.parametrize("given", ["x", "0", "-1", "1.5", "9" * 20])
def test_a_number_that_is_none_is_told_and_the_record_stays(path, tmp_path, monkeypatch, given):
    monkeypatch.setenv("IPP_ADVISOR_CHECKPOINTS", str(tmp_path / "kept"))
    monkeypatch.setenv("IPP_ADVISOR_CHECKPOINT_RECORDS", given)
    done = run("advise", CITY, "--ledger", path, "--lang", "en")
    assert (done.returncode, bool(done.stdout)) == (0, True)
    assert f"'{given}' is not a whole number above zero" in done.stderr.decode()
    with Ledger.reading(path) as ledger:
        assert ledger.head()[0] == 1


def test_a_place_that_cannot_be_written_is_told_and_the_record_stays(path, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file" / "kept", "postgresql://127.0.0.1:1/x"):
        monkeypatch.setenv("IPP_ADVISOR_CHECKPOINTS", str(place))
        done = run("advise", CITY, "--ledger", path, "--lang", "en")
        assert (done.returncode, bool(done.stdout)) == (0, True)
        assert b"this was recorded, but no checkpoint" in done.stderr


def test_a_timer_keeps_one_by_the_command(path, tmp_path, knowledge, monkeypatch):
    filled(path, knowledge, 2)
    words = ("audit", "checkpoint", "--keep", "--ledger", path, "--lang", "en")
    assert run(*words).returncode == 2
    monkeypatch.setenv("IPP_ADVISOR_CHECKPOINTS", str(tmp_path / "kept"))
    assert run(*words).stdout == b"A checkpoint of 2 records is kept.\n"
    assert run(*words).stdout == b"No new checkpoint is due yet.\n"
