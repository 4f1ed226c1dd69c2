"""What requests want recorded at once is committed at once; each hears what became of it."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from advisor.advice.consultation import advise
from advisor.advice.facts import Facts
from advisor.audit.ledger import Ledger
from advisor.audit.verify import verify
from advisor.common.errors import AdvisorError
from advisor.inference.engine import Engine
from advisor.knowledge.loader import load
from advisor.web.recorder import Recorder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def recorder(path: Path) -> Recorder:
    return Recorder(lambda: Ledger.writing(path, patience=0.2))


@pytest.fixture(scope="module")
def given():
    knowledge = load()
    facts = Facts({"perda_exists": False, "perkada_exists": False})
    return knowledge, facts, advise(Engine(knowledge), facts)


def _held(recorder: Recorder, works):
    """Does all these works in one transaction: they wait while the recorder is kept busy."""
    free = threading.Event()
    with ThreadPoolExecutor(len(works) + 1) as pool:
        busy = pool.submit(recorder.do, lambda ledger: free.wait(20))
        while not recorder._jobs.empty():
            pass
        asked = []
        for number, work in enumerate(works, 1):
            asked.append(pool.submit(recorder.do, work))
            while recorder._jobs.qsize() < number:
                pass
        free.set()
        assert busy.result()
        return asked


def _numbers(path: Path) -> list[int]:
    with Ledger.reading(path) as ledger:
        return [record.number for record in ledger.consultations()]


def test_many_that_wait_are_recorded_by_one_commit_each_with_a_number_of_its_own(
    recorder, path, given
):
    commits = []

    def work(ledger):
        ledger.connection.set_trace_callback(
            lambda sql: commits.append(sql) if sql == "COMMIT" else None
        )
        return ledger.record(*given).number

    asked = _held(recorder, [work] * 40)
    assert sorted(one.result() for one in asked) == _numbers(path) == list(range(1, 41))
    assert len(commits) == 1
    with Ledger.reading(path) as ledger:
        assert verify(ledger).whole


def test_one_that_fails_costs_nobody_elses_record_and_leaves_nothing_of_its_own(
    recorder, path, given
):
    def fails(ledger):
        ledger.record(*given)
        raise LookupError("mine")

    def refused(ledger):
        with ledger.appending():
            ledger.connection.execute("INSERT INTO record (number) VALUES ('no number')")

    def works(ledger):
        return ledger.record(*given).number

    first, bad, worse, last = _held(recorder, [works, fails, refused, works])
    assert isinstance(bad.exception(), LookupError)
    assert isinstance(worse.exception(), AdvisorError)
    assert [first.result(), last.result()] == _numbers(path) == [1, 2]


def test_when_the_database_undoes_the_whole_nobody_is_told_that_theirs_was_recorded(
    recorder, path, given
):
    def works(ledger):
        return ledger.record(*given).number

    def undone(ledger):
        ledger.connection.execute("ROLLBACK")
        raise sqlite3.OperationalError("database or disk is full")

    asked = _held(recorder, [works, undone, works])
    assert all(one.exception() for one in asked)
    assert recorder.do(works) == 1
    assert _numbers(path) == [1]


def test_a_ledger_that_cannot_be_opened_is_told_to_each_and_the_next_try_may_succeed(
    recorder, path, given
):
    path.mkdir()
    for _ in range(2):
        with pytest.raises(AdvisorError):
            recorder.do(lambda ledger: ledger.record(*given))
    path.rmdir()
    assert recorder.do(lambda ledger: ledger.record(*given)).number == 1


def test_a_ledger_put_in_the_files_place_is_the_one_that_is_written_to(recorder, path, given):
    recorder.do(lambda ledger: ledger.record(*given))
    while any(file.exists() and file.resolve() == path for file in Path("/proc/self/fd").iterdir()):
        pass
    for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        name.unlink(missing_ok=True)
    assert recorder.do(lambda ledger: ledger.record(*given)).number == 1
    assert _numbers(path) == [1]
