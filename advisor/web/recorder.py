"""The one writer of a process: what requests want recorded at once is committed at once."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, NamedTuple, TypeVar

from advisor.audit.ledger import Ledger

T = TypeVar("T")
MOST = 64
"""So many wait for one commit at most."""


class _Job(NamedTuple):
    """What is to be done in the ledger, and where its outcome is waited for."""

    work: Callable[[Ledger], Any]
    outcome: "Future[Any]"


class Recorder:
    """Does the work of all requests in one thread; `opened` opens the ledger to append.

    The ledger stays open only while somebody waits, so that a file put in its place is seen.
    """

    def __init__(self, opened: Callable[[], AbstractContextManager[Ledger]]) -> None:
        self._opened = opened
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        self._starting = Lock()
        self._thread: Thread | None = None

    def do(self, work: Callable[[Ledger], T]) -> T:
        """What the work returns, once all that it appended is on disk.

        Raises what the work raises, which costs nobody else's; or AdvisorError when the ledger
        fails: then nothing was appended.
        """
        job = _Job(work, Future())
        self._jobs.put(job)
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name="recorder", daemon=True)
                self._thread.start()
        outcome: T = job.outcome.result()
        return outcome

    def _run(self) -> None:
        while True:
            jobs = [self._jobs.get()]
            try:
                with self._opened() as ledger:
                    while jobs := jobs or self._waiting():
                        _together(ledger, jobs)
                        jobs = []
            except Exception as error:
                for job in jobs:
                    if not job.outcome.done():
                        job.outcome.set_exception(error)

    def _waiting(self) -> list[_Job]:
        jobs: list[_Job] = []
        while len(jobs) < MOST:
            try:
                jobs.append(self._jobs.get_nowait())
            except Empty:
                break
        return jobs


def _together(ledger: Ledger, jobs: list[_Job]) -> None:
    """One transaction for all; each outcome is told after the commit. Raises AdvisorError."""
    with ledger.appending():
        ended = [_tried(ledger, job) for job in jobs]
    for tell in ended:
        tell()


def _tried(ledger: Ledger, job: _Job) -> Callable[[], None]:
    """Do one's work, or leave nothing of it. Raises what undid the whole transaction."""
    try:
        with ledger.appending():
            result = job.work(ledger)
    except Exception as error:
        if not ledger.connection.in_transaction:
            raise
        failure = error
        return lambda: job.outcome.set_exception(failure)
    return lambda: job.outcome.set_result(result)
