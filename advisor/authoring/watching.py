"""Checks a rule base again whenever one of its files has been saved."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from advisor.common.errors import AdvisorError
from advisor.common.files import below
from advisor.knowledge.knowledge import Knowledge

Seen = tuple[tuple[str, int, int], ...]


def watch(
    load: Callable[[], Knowledge], folders: tuple[Path, ...], seconds: float = 0.5
) -> Iterator[Knowledge | AdvisorError]:
    """The knowledge or its problems, now and after each change; goes on until it is closed."""
    before: Seen | None = None
    while True:
        now = _seen(folders)
        if now != before:
            before = now
            yield _checked(load)
        time.sleep(seconds)


def _checked(load: Callable[[], Knowledge]) -> Knowledge | AdvisorError:
    try:
        return load()
    except AdvisorError as error:
        return error


def _seen(folders: tuple[Path, ...]) -> Seen:
    """Name, time of change (in nanoseconds) and size of every file."""
    found = []
    for path, _ in (entry for folder in folders for entry in below(folder)):
        try:
            state = path.stat()
        except FileNotFoundError:  # removed or renamed by an editor while we look
            continue
        found.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(found)
