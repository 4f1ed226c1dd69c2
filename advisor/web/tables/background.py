"""Does the work on uploads beside a worker's requests: one at a time, each in its own process."""

import logging
import multiprocessing
import signal
import threading
import time

from filelock import Timeout

from advisor.web.settings import Settings
from advisor.web.tables.uploads import Upload, Uploads
from advisor.web.tables.work import FULL, work

LOG = logging.getLogger("advisor.web")
EVERY = 2.0
"""Seconds between two looks at what is waiting, such as what a killed worker left."""
SOON = 0.2
"""Seconds after which it is noticed that the server is to stop."""
LONGEST = 1_800
"""Seconds that one process may take; what it has done until then stays done."""
OUT_OF_MEMORY = (FULL, -signal.SIGABRT)
"""How a process ends that has no memory left; the second, when it is a library that has none."""
TRIES = 3
"""How often an upload may fail by itself before that is told."""


class Background:
    """The work of one worker, from `start` to `stop`. Several workers share it by locks."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.uploads = Uploads(settings.tables_folder)
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="tables", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Something new is there."""
        self._wake.set()

    def stop(self) -> None:
        """End; what was being done is taken up at the next start."""
        self._stopping = True
        self.wake()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                self.uploads.forget()
                for upload in self.uploads.waiting():
                    if not self._stopping and not _is_taken(upload):
                        self._work_on(upload)
            except Exception as error:  # A full disk, for one; it may be mended.
                LOG.error("table", exc_info=error)
            self._wake.wait(EVERY)

    def _work_on(self, upload: Upload) -> None:
        own = multiprocessing.get_context("spawn")
        place = (self.settings, self.uploads.folder, upload.token, upload.owner)
        process = own.Process(target=work, args=place, daemon=True)
        process.start()
        until = time.monotonic() + LONGEST
        while process.is_alive() and time.monotonic() < until and not self._stopping:
            process.join(SOON)
        process.kill()
        process.join()
        kept = self.uploads.find(upload.token, upload.owner)
        if kept and not self._stopping:
            _count(kept, process.exitcode or 0)


def _count(upload: Upload, code: int) -> None:
    """Note how a process ended that should have ended with 0."""
    if code in OUT_OF_MEMORY:
        upload.write("failed", {"why": "memory"})
    elif code:
        times = upload.part("failures").get("times", 0) + 1
        upload.write("failures", {"times": times})
        if times >= TRIES:
            upload.write("failed", {"why": "fault"})


def _is_taken(upload: Upload) -> bool:
    """Whether another process works on it."""
    try:
        with upload.lock.acquire(blocking=False):
            return False
    except Timeout:
        return True
