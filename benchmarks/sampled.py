"""Where the time goes: `sampled.py FILE COMMAND…` runs `advisor COMMAND…` and samples its threads.

Every few milliseconds each thread that works is counted under the innermost function of this
project that it is in, or the library, or the import that it waits for.
"""

import atexit
import runpy
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
OURS = f"{ROOT / 'advisor'}/"
EVERY = 0.003
IDLE = (
    "threading.py",
    "selectors.py",
    "queue.py",
    "concurrent/futures/thread.py",
    "socket.py",
    "anyio/_backends/_asyncio.py",
)
WAITING = "anyio"
"""Nothing of ours above it: a thread that waits for its next call."""
MOST = 6


class Sampler:
    """Counts while it runs."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> "Sampler":
        self.thread.start()
        return self

    def stop(self, without: Collection[str] = ()) -> str:
        self.stopped.set()
        self.thread.join()
        found = Counter(
            {name: n for name, n in self.counts.items() if name not in {WAITING, *without}}
        )
        every = found.total() or 1
        return ", ".join(f"{n / every:.0%} {name}" for name, n in found.most_common(MOST))

    def _watch(self) -> None:
        while not self.stopped.wait(EVERY):
            for thread, frame in sys._current_frames().items():
                if thread != threading.get_ident() and not _idle(frame):
                    self.counts[_place(frame)] += 1


def profiled(work: Callable[[], object], seconds: float = 1.0) -> str:
    """The work done again and again for some time."""
    sampler, end = Sampler().start(), time.perf_counter() + seconds
    while True:
        work()
        if time.perf_counter() >= end:
            return sampler.stop()


def _idle(frame: FrameType) -> bool:
    return frame.f_code.co_filename.endswith(IDLE)


def _place(frame: FrameType | None) -> str:
    first = "Python"
    while frame:
        name = frame.f_code.co_filename
        if name.startswith("<frozen importlib"):
            return "imports"
        if name.startswith(OURS):
            return f"`{name.removeprefix(OURS).removesuffix('.py')}: {frame.f_code.co_name}`"
        if first == "Python" and "site-packages/" in name:
            first = name.rpartition("site-packages/")[2].partition("/")[0]
        frame = frame.f_back
    return first


def main(file: str, *command: str) -> None:
    sampler = Sampler().start()
    # A server imports before anybody waits for it.
    start = {"imports"} if command[0] == "serve" else set()
    atexit.register(lambda: Path(file).write_text(sampler.stop(start), "utf-8"))
    sys.path[0] = str(ROOT)
    sys.argv = ["advisor", *command]
    runpy.run_module("advisor", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
