"""What a run has finished: a folder of parts beside the output, each slice sealed by one file.

A slice counts when its seal exists, and the seal is written last and atomically. So a process
killed at any moment leaves whole slices, and perhaps files without a seal that are written again.
"""

import json
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from advisor.common import os_errors
from advisor.common.errors import AdvisorError, Problem
from advisor.common.files import write_atomically
from advisor.common.language import Said, said
from advisor.tables.batch.slices import Position

KINDS = ("result", "rejects", "tally", "named")


@dataclass(frozen=True, slots=True)
class Seal:
    """A finished slice: where the next begins, how many rows it judged, refused, left out."""

    after: Position
    good: int
    rejected: int
    left: int = 0


class Journal:
    """The folder `<output>.unfinished`."""

    def __init__(self, target: Path, binding: dict[str, Any]) -> None:
        self.target = target
        self.folder = target.with_name(f"{target.name}.unfinished")
        self.binding = binding
        self.seals: list[Seal] = []
        # Beside the folder, which is renamed when all is written: on Windows a folder with an open
        # file in it can't be.
        self._lock = FileLock(f"{self.folder}.lock")

    def begin(self, restart: bool = False) -> None:
        """Take up a run that stopped, or start one.

        Raises AdvisorError if it does not fit, or if another run is at work on the same output.
        """
        try:
            self._take_up(restart)
        except BaseException:
            self.release()
            raise

    def _take_up(self, restart: bool) -> None:
        card = self.folder / "journal.json"
        try:
            self.folder.parent.stat()  # The lock would make a folder that is not there.
            self._lock.acquire(blocking=False)
            if self.folder.exists() and (restart or not card.exists()):
                shutil.rmtree(self.folder)
            self.folder.mkdir(exist_ok=True)
        except Timeout as error:
            raise self._refused(said("batch.in-use")) from error
        except OSError as error:
            reason = os_errors.reason(error)
            raise self._refused(said("files.cannot-write", reason=reason)) from error
        if card.exists():
            self._compare(json.loads(card.read_text("utf-8")))
        else:
            self._write(card, json.dumps(self.binding, ensure_ascii=False, indent=2))
        while (seal := self._seal(len(self.seals))).exists():
            data = json.loads(seal.read_text("utf-8"))
            self.seals.append(Seal(**{**data, "after": Position(**data["after"])}))

    def add(self, contents: dict[str, bytes], seal: Seal) -> None:
        """Keep one slice."""
        place = len(self.seals)
        for kind in KINDS:
            self._write(self.part(kind, place), contents[kind])
        self._write(self._seal(place), json.dumps(asdict(seal)))
        self.seals.append(seal)

    def part(self, kind: str, place: int) -> Path:
        """Where the part of a slice stands."""
        return self.folder / f"{place:07d}.{kind}"

    def parts(self, kind: str) -> list[Path]:
        """All sealed parts of one kind, in order."""
        return [self.part(kind, place) for place in range(len(self.seals))]

    def finish(self) -> None:
        """All is written; the parts are no longer needed."""
        # Out of the way at once: half a folder must not look like a run that stopped.
        done = self.folder.with_name(f"{self.folder.name}.done")
        shutil.rmtree(done, ignore_errors=True)
        self.folder.rename(done)
        shutil.rmtree(done, ignore_errors=True)
        # While it is held; Windows can't, but takes the file away with the lock.
        with suppress(OSError):
            Path(self._lock.lock_file).unlink()
        self.release()

    def release(self) -> None:
        """Let another run take the parts up."""
        self._lock.release()

    def _seal(self, place: int) -> Path:
        return self.folder / f"{place:07d}.sealed"

    def _compare(self, before: dict[str, Any]) -> None:
        changed = [key for key in self.binding if before.get(key) != self.binding[key]]
        if changed:
            what = tuple(said(f"batch.changed-{key}") for key in changed)
            raise self._refused(said("batch.changed", what=what))

    def _write(self, path: Path, content: str | bytes) -> None:
        try:
            write_atomically(path, content)
        except AdvisorError as error:
            raise self._refused(error.problems[0].message) from error

    def _refused(self, message: Said) -> AdvisorError:
        """An error about the output, which is what was asked for; the parts are our own matter."""
        return AdvisorError([Problem(str(self.target), None, message)])
