"""What was acknowledged stays: killed writers, cut power, several writers at once."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from advisor.advice.notes import Note
from advisor.audit.follow_up import follow_up
from advisor.audit.ledger import Ledger
from advisor.audit.storage.dialect import SQLITE
from advisor.audit.storage.schema import migrate
from advisor.audit.storage.sqlite import File, prepare
from advisor.audit.verify import verify
from tests.conftest import ROOT
from tests.ledgers import Clock, states
from tests.scale import sampled

KILLS = sampled(whole=200, ordinary=40)
CUTS = sampled(whole=150, ordinary=40)
SECONDS = sampled(whole=10.0, ordinary=2.0)
WRITER = (sys.executable, "-m", "tests.ledger_writer")
NOTED = {"form-work-team": Note("Ibu Maria", evidence="SK No. 12", status="under-way")}
pytestmark = pytest.mark.slow


def hashes(path):
    with Ledger.reading(path) as ledger:
        found = verify(ledger)
        assert found.whole, found.problems
        rows = ledger.connection.execute("SELECT number, hash FROM record ORDER BY number")
        return [f"{number} {hash}" for number, hash in rows]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked writer")
def test_no_acknowledged_record_is_lost_when_the_writer_is_killed(tmp_path):
    path = tmp_path / "l.db"
    done = subprocess.run(
        [*WRITER, path, "--kill", str(KILLS)], cwd=ROOT, capture_output=True, check=True, text=True
    )
    acknowledged = done.stdout.splitlines()
    kept = hashes(path)
    assert len(acknowledged) >= KILLS
    assert set(acknowledged) <= set(kept)
    assert [int(line.split()[0]) for line in kept] == list(range(1, len(kept) + 1))


def test_four_writers_at_once_leave_one_chain_without_a_gap(tmp_path):
    path = tmp_path / "l.db"
    command = [*WRITER, path, str(SECONDS)]
    writers = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    told = [writer.communicate() for writer in writers]
    assert [(writer.returncode, err) for writer, (_, err) in zip(writers, told, strict=True)] == [
        (0, b"")
    ] * 4
    lines = [out.decode().splitlines() for out, _ in told]
    assert all(lines)
    kept = hashes(path)
    assert sorted(line for writer in lines for line in writer) == sorted(kept)


# ---- cut power

apsw = pytest.importorskip("apsw")


def opened(disk, synchronous):
    """The ledger's own code on the memory disk; it has no shared memory, hence the lock."""
    from tests.power import MemoryVFS

    vfs = MemoryVFS(f"memory-{id(disk)}", disk)
    connection = apsw.Connection("l.db", vfs=vfs.vfs)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    prepare(connection)
    if synchronous:
        connection.execute(f"PRAGMA synchronous = {synchronous}")
    migrate(connection, "l.db", SQLITE)
    return Ledger(connection, File(Path("l.db")), Clock()), vfs


def abandon(ledger):
    """Close what the dead process would have left open; the disk takes nothing any more."""
    with suppress(Exception):
        ledger.connection.close(True)


def cut_power(knowledge, synchronous, times):
    """Cut while records are written; how many acknowledged ones were lost, and broken chains."""
    from tests.power import CutError, Disk

    written = list(states(knowledge, 6))
    disk = Disk()
    ledger, vfs = opened(disk, synchronous)
    ledger.record(knowledge, *written[0])
    ledger.connection.close()
    del vfs
    files = {name: bytes(data) for name, data in disk.files.items()}
    lost = broken = 0
    for number in range(times):
        random = Random(number)
        disk = Disk(files)
        ledger, vfs = opened(disk, synchronous)
        acknowledged = [ledger.head()]
        disk.left = random.randrange(1, 120)
        try:
            while True:
                record = ledger.record(knowledge, *random.choice(written), "x")
                acknowledged.append((record.number, record.hash))
                if random.random() < 0.5:
                    record = follow_up(ledger, record.number, NOTED, "x")
                    acknowledged.append((record.number, record.hash))
        except (CutError, apsw.Error):
            survived = disk.after_cut(random)
            disk.left = 0
        abandon(ledger)
        again, again_vfs = opened(Disk(survived), synchronous)
        rows = again.connection.execute("SELECT number, hash FROM record").fetchall()
        sound = again.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        lost += len(set(acknowledged) - set(rows))
        broken += not (sound and verify(again).whole)
        again.connection.close()
        del vfs, again_vfs
    return lost, broken


def test_no_acknowledged_record_is_lost_when_the_power_is_cut(knowledge):
    assert cut_power(knowledge, None, CUTS) == (0, 0)


def test_the_power_cuts_bite(knowledge):
    """The same with the log not synced at each commit: records must be lost."""
    lost, _ = cut_power(knowledge, "NORMAL", min(CUTS, 40))
    assert lost > 0
