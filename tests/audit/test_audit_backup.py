"""Backups: made while others write, and restored only as what they were."""

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from advisor.audit.backup import DATABASE, LEDGER, MANIFEST, SECRET, back_up, installed, restore
from advisor.audit.checkpoint import checkpoint
from advisor.audit.checkpoints import Folder
from advisor.audit.ledger import Ledger
from advisor.audit.verify import verify
from advisor.common.errors import AdvisorError
from tests.commands import run
from tests.conftest import ROOT
from tests.ledgers import filled, raw, states

CONSULTATIONS = 9


@pytest.fixture
def files(tmp_path, knowledge):
    """An installation: a ledger, a database with a row for each of its records, a secret."""
    home = tmp_path / "home"
    home.mkdir()
    found = installed(home / "l.db", f"sqlite:///{home / 's.db'}", home / "secret")
    filled(found[LEDGER], knowledge, CONSULTATIONS)
    with closing(sqlite3.connect(found[DATABASE], isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE noted (number INTEGER)")
        database.executemany("INSERT INTO noted VALUES (?)", zip(range(1, CONSULTATIONS + 1)))
    found[SECRET].write_bytes(b"s" * 32)
    return found


@pytest.fixture
def elsewhere(tmp_path):
    """The places of the same files on a new machine."""
    return {name: tmp_path / "new" / "disk" / name for name in (LEDGER, DATABASE, SECRET)}


def keys(error):
    return [problem.message.key for problem in error.value.problems]


def seen(path):
    with Ledger.reading(path) as ledger:
        return checkpoint(ledger)


def test_what_is_restored_is_what_was_backed_up_and_only_its_owners(files, elsewhere, tmp_path):
    made = back_up(files, tmp_path / "backup")
    assert (made.problems, made.seen.size) == ((), CONSULTATIONS)
    shutil.rmtree(files[LEDGER].parent)
    again, found = restore(tmp_path / "backup", elsewhere)
    assert again.files == made.files
    assert [*made.files] == [DATABASE, SECRET, LEDGER]
    assert (found.whole, found.head) == (True, made.seen.head)
    for name, path in elsewhere.items():
        assert path.read_bytes() == (tmp_path / "backup" / name).read_bytes()
        assert path.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "new"]


def test_a_backup_made_while_others_write_is_whole_and_names_no_record_that_it_lacks(
    files, tmp_path
):
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, *map(str, (files[LEDGER], files[DATABASE]))],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for _ in range(2)
    ]  # fmt: skip
    for writer in writers:
        writer.stdout.readline()
    sizes = []
    for number in range(5):
        made = back_up(files, tmp_path / f"backup-{number}")
        assert made.problems == ()
        with closing(sqlite3.connect(made.folder / DATABASE)) as database:
            noted = {row[0] for row in database.execute("SELECT number FROM noted")}
        with Ledger.reading(made.folder / LEDGER) as ledger:
            assert noted <= {record.number for record in ledger.consultations()}
        sizes.append(made.seen.size)
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    assert sizes == sorted(set(sizes))
    assert sizes[0] > CONSULTATIONS


WRITER = """
import sqlite3, sys, threading
from advisor.audit.ledger import Ledger
from advisor.knowledge.loader import load
from tests.ledgers import states
knowledge = load()
written = list(states(knowledge, 5))
over = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
database = sqlite3.connect(sys.argv[2], timeout=30, isolation_level=None)
while not over.is_set():
    for facts, advice in written:
        with Ledger.writing(sys.argv[1]) as ledger:
            record = ledger.record(knowledge, facts, advice)
        database.execute("INSERT INTO noted VALUES (?)", (record.number,))
        print(record.number, flush=True)
"""
"""Records, and notes in the application's database what it recorded, until its input ends."""


def test_a_ledger_restored_goes_on_and_the_checkpoint_tells_it_from_the_one_that_was_lost(
    files, elsewhere, tmp_path, knowledge
):
    back_up(files, tmp_path / "backup")
    *_, (facts, advice) = states(knowledge, 2)
    with Ledger.writing(files[LEDGER]) as ledger:
        lost = [ledger.record(knowledge, facts, advice) for _ in range(3)][-1]
    newest = seen(files[LEDGER])
    with pytest.raises(AdvisorError) as refused:
        restore(tmp_path / "backup", elsewhere, newest)
    assert keys(refused) == ["integrity.truncated", "backup.older"]
    assert not elsewhere[LEDGER].exists()
    restore(tmp_path / "backup", elsewhere, newest, anyway=True)
    with Ledger.writing(elsewhere[LEDGER]) as ledger:
        given = [ledger.record(knowledge, facts, advice) for _ in range(5)]
        assert lost.number in [record.number for record in given]
        assert verify(ledger).whole
        found = verify(ledger, newest)
    assert [problem.key for problem in found.problems] == ["integrity.other-chain"]


def test_a_damaged_ledger_is_kept_and_said_and_not_restored_by_itself(files, elsewhere, tmp_path):
    with raw(files[LEDGER]) as connection:
        connection.execute(
            "UPDATE record SET body = replace(body, 'advised', 'adviced') WHERE number = 3"
        )
    made = back_up(files, tmp_path / "backup")
    assert "integrity.changed" in [problem.message.key for problem in made.problems]
    with pytest.raises(AdvisorError) as refused:
        restore(tmp_path / "backup", elsewhere)
    assert keys(refused)[-1] == "backup.broken"
    restore(tmp_path / "backup", elsewhere, anyway=True)
    assert elsewhere[LEDGER].is_file()


@pytest.mark.parametrize("name", [LEDGER, DATABASE, SECRET])
@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_a_backup_that_is_not_what_was_made_is_not_restored(files, elsewhere, tmp_path, name, harm):
    back_up(files, tmp_path / "backup")
    path = tmp_path / "backup" / name
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.unlink() if harm == "gone" else path.write_bytes(content)
    with pytest.raises(AdvisorError) as refused:
        restore(tmp_path / "backup", elsewhere)
    assert keys(refused) == ["backup.changed"]
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{}", '{"schema": "backup/2"}', '{"schema": "backup/1", "files": {}}',
                 '{"schema": "backup/1", "files": {"../x": 1, "consultations.db": 1}}', "\0"]
)  # fmt: skip
def test_what_is_no_backup_is_said_to_be_none(elsewhere, tmp_path, manifest):
    (tmp_path / MANIFEST).write_text(manifest)
    with pytest.raises(AdvisorError) as refused:
        restore(tmp_path, elsewhere)
    assert keys(refused) == ["backup.none"]


@pytest.mark.parametrize("end", ["", "-wal", "-shm"])
def test_nothing_is_restored_over_what_is_there(files, elsewhere, tmp_path, end):
    back_up(files, tmp_path / "backup")
    there = elsewhere[LEDGER].with_name(LEDGER + end)
    there.parent.mkdir(parents=True)
    there.write_bytes(b"something")
    with pytest.raises(AdvisorError) as refused:
        restore(tmp_path / "backup", elsewhere)
    assert keys(refused) == ["backup.in-the-way"]
    assert [path.read_bytes() for path in there.parent.iterdir()] == [b"something"]


def test_a_restore_that_broke_off_can_be_run_again(files, elsewhere, tmp_path):
    back_up(files, tmp_path / "backup")
    elsewhere[LEDGER].parent.mkdir(parents=True)
    shutil.copy(tmp_path / "backup" / LEDGER, elsewhere[LEDGER])
    restore(tmp_path / "backup", elsewhere)
    assert all(path.is_file() for path in elsewhere.values())


def command(*words, **env):
    done = run("audit", *words, "--lang", "en", env=env)
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_the_commands_do_it_and_say_it(files, tmp_path):
    env = {
        "IPP_ADVISOR_LEDGER": str(files[LEDGER]), "IPP_ADVISOR_SECRET_FILE": str(files[SECRET]),
        "IPP_ADVISOR_DATABASE": f"sqlite:///{files[DATABASE]}",
    }  # fmt: skip
    kept, folder = tmp_path / "checkpoint.json", tmp_path / "backup"
    assert command("checkpoint", "-o", kept, **env)[0] == 0
    code, said, _ = command("backup", folder, **env)
    assert (code, "9 records" in said, "site.db, web-secret, consultations.db" in said) == (
        0, True, True,
    )  # fmt: skip
    assert command("backup", folder, **env)[:2] == (1, "")
    code, _, said = command("restore", folder, **env)
    assert code == 1
    for name in (LEDGER, DATABASE):
        assert f"{files[name]}: This file stands where" in said
    shutil.rmtree(files[LEDGER].parent)
    code, said, _ = command("restore", folder, "--checkpoint", kept, **env)
    assert (code, "Agrees with the checkpoint" in said) == (0, True)
    assert command("verify", "--checkpoint", kept, **env)[0] == 0
    code, _, said = command(
        "backup", tmp_path / "other", **{**env, "IPP_ADVISOR_DATABASE": "sqlite:////no/site.db"}
    )
    assert (code, "/no/site.db: This file is not there" in said) == (1, True)
    assert not (tmp_path / "other").exists()


def test_a_backup_is_held_to_the_checkpoints_that_the_installation_keeps(
    files, tmp_path, knowledge
):
    env = {
        "IPP_ADVISOR_LEDGER": str(files[LEDGER]), "IPP_ADVISOR_SECRET_FILE": str(files[SECRET]),
        "IPP_ADVISOR_DATABASE": f"sqlite:///{files[DATABASE]}",
        "IPP_ADVISOR_CHECKPOINTS": str(tmp_path / "kept"),
    }  # fmt: skip
    assert command("backup", tmp_path / "backup", **env)[0] == 0
    *_, (facts, advice) = states(knowledge, 2)
    with Ledger.writing(files[LEDGER]) as ledger:
        ledger.record(knowledge, facts, advice)
    Folder(tmp_path / "kept").add(seen(files[LEDGER]))
    shutil.rmtree(files[LEDGER].parent)
    code, _, said = command("restore", tmp_path / "backup", **env)
    assert (code, "Not in it: record 10" in said) == (1, True)


def test_what_a_server_keeps_is_left_to_its_own_tools_and_no_password_is_shown(tmp_path):
    url = "postgresql+psycopg://u:secret@h/db"
    env = {"IPP_ADVISOR_LEDGER": url, "IPP_ADVISOR_DATABASE": url}
    for words in (("backup", tmp_path / "b"), ("restore", tmp_path)):
        code, out, said = command(*words, **env)
        assert (code, out) == (1, "")
        assert "pg_dump --format=custom" in said
        assert "secret" not in said
    assert not (tmp_path / "b").exists()


def test_the_manifest_names_each_file_by_its_hash_and_the_head(files, tmp_path):
    made = back_up(files, tmp_path / "backup")
    manifest = json.loads((tmp_path / "backup" / MANIFEST).read_text())
    assert manifest["checkpoint"]["head"] == made.seen.head
    assert manifest["files"] == made.files
