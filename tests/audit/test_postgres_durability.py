"""What a server has acknowledged stays: killed writers, a crashed server, many at once."""

import os
import signal
import subprocess
import sys
import time
from random import Random

import pytest

from advisor.audit.ledger import Ledger
from advisor.audit.verify import verify
from tests.conftest import ROOT
from tests.postgres import Cluster
from tests.scale import sampled

KILLS = sampled(whole=40, ordinary=10)
CRASHES = sampled(whole=4, ordinary=2)
SECONDS = sampled(whole=4.0, ordinary=1.0)
WRITER = (sys.executable, "-m", "tests.ledger_writer")
pytestmark = pytest.mark.slow


def kept(place):
    """Number and hash of every record of a whole ledger."""
    with Ledger.reading(place) as ledger:
        found = verify(ledger)
        assert found.whole, found.problems
        rows = list(ledger.rows("SELECT number, hash FROM record ORDER BY number"))
    assert [number for number, _ in rows] == list(range(1, len(rows) + 1))
    return {f"{number} {hash}" for number, hash in rows}


def writers(place, count, seconds, **environment):
    return [
        subprocess.Popen(
            [*WRITER, place, str(seconds)], cwd=ROOT, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env={**os.environ, **environment},
        )
        for _ in range(count)
    ]  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked writer")
def test_no_acknowledged_record_is_lost_when_the_writer_is_killed(postgres_url):
    done = subprocess.run(
        [*WRITER, postgres_url, "--kill", str(KILLS)], cwd=ROOT, capture_output=True, check=True,
        text=True,
    )  # fmt: skip
    acknowledged = set(done.stdout.splitlines())
    assert len(acknowledged) >= KILLS
    assert acknowledged <= kept(postgres_url)


def test_many_writers_at_once_leave_one_chain_without_a_gap_or_a_fork(postgres_url):
    started = writers(postgres_url, 4, SECONDS)
    told = [writer.communicate() for writer in started]
    assert [writer.returncode for writer in started] == [0] * 4, told
    acknowledged = [line for out, _ in told for line in out.splitlines()]
    assert all(out for out, _ in told)
    assert len(acknowledged) == len(set(acknowledged))
    assert set(acknowledged) == kept(postgres_url)


@pytest.fixture(scope="module")
def fragile():
    """A server whose own setting would lose seconds of work in a crash; its disk is safe."""
    cluster = Cluster(wal_writer_delay="10s", checkpoint_timeout="1h")
    yield cluster
    cluster.remove()


def crash(cluster, times, **environment):
    """Crash the server while two processes write: how many acknowledged records were lost."""
    random = Random(7)
    lost = 0
    for _ in range(times):
        place = cluster.url(cluster.create())
        with Ledger.writing(place):
            pass
        started = writers(place, 2, 60, **environment)
        first = [writer.stdout.readline() for writer in started]
        time.sleep(random.uniform(0.1, 0.8))
        cluster.stop(signal.SIGQUIT)
        told = [writer.communicate() for writer in started]
        assert all("database.lost" in err for _, err in told), told
        acknowledged = {*"".join([*first, *(out for out, _ in told)]).splitlines()}
        cluster.start()
        lost += len(acknowledged - kept(place))
    return lost


def test_no_acknowledged_record_is_lost_when_the_server_crashes(fragile):
    assert crash(fragile, CRASHES) == 0


def test_the_crashes_bite(fragile):
    """The same without asking the server to have a record on disk: records must be lost."""
    assert crash(fragile, 2, CARELESS="1") > 0
