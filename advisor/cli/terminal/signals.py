"""A request to end, such as at a shutdown or when the terminal is closed, is told like Ctrl-C."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def ending_as_interrupts() -> Iterator[None]:
    """Within it, SIGTERM and SIGHUP raise KeyboardInterrupt, so that whoever asks can keep what was
    answered.
    """
    before = [(number, signal.signal(number, _interrupt)) for number in ENDING]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
