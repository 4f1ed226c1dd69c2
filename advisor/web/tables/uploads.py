"""Uploaded tables: a folder each, in which files tell how far it is.

`upload.json` says whose it is; it stands there from the first moment, with the table beside it.
Then come `examination.json` (how it is read), `choices.json` (it is to be judged), the results with
`summary.json`, and `recorded.json`; `failed.json` says why it cannot go on. Each is written as a
whole when its stage is over, so that after any interruption the next stage is the one that is left.
"""

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Literal

from filelock import FileLock

from advisor.common.files import write_atomically
from advisor.web.store.moments import Clock, now, written

Stage = Literal["checking", "examined", "judging", "recording", "done", "failed"]
WORK: tuple[Stage, ...] = ("checking", "judging", "recording")
KEPT = timedelta(hours=24)
STRAY = timedelta(hours=1)
"""How long something may stand there that is not, or no longer, an upload."""
ABOUT = {"owner", "name", "form", "at"}
"""What `upload.json` tells; anything else is another version's, or nobody's."""
GONE = ".gone-"
"""How the name begins of what is being deleted."""
TOKEN_BYTES = 24
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True)
class Upload:
    """One uploaded table: whose it is, what it was called, its form (`.xlsx` or `.csv`), and when
    it came (UTC).
    """

    folder: Path
    owner: str
    name: str
    form: str
    at: str

    @property
    def token(self) -> str:
        """What it is found by, together with its owner."""
        return self.folder.name

    @property
    def table(self) -> Path:
        """The table as it came."""
        return self.folder / f"upload{self.form}"

    @property
    def results(self) -> Path:
        """Where the results stand when it was judged."""
        return self.folder / "results.xlsx"

    @property
    def rejects(self) -> Path:
        """Where the refused rows stand when it was judged and there are any."""
        return self.results.with_name(f"{self.results.name}.rejects.csv")

    @property
    def stage(self) -> Stage:
        """How far it is."""
        if self.has("failed"):
            return "failed"
        if not self.has("examination"):
            return "checking"
        choices = self.part("choices")
        if not choices:
            return "examined"
        if not self.has("summary"):
            return "judging"
        return "recording" if choices["record"] and not self.has("recorded") else "done"

    @property
    def ends(self) -> datetime:
        """When it is forgotten."""
        return datetime.fromisoformat(self.at) + KEPT

    @property
    def lock(self) -> FileLock:
        """Held by whoever works on it; beside the folder, which may be deleted meanwhile."""
        return FileLock(f"{self.folder}.lock")

    def has(self, part: str) -> bool:
        """Whether a stage has left its file."""
        return (self.folder / f"{part}.json").exists()

    def part(self, part: str) -> dict[str, Any]:
        """What a stage has left; empty when it has not yet."""
        return _read(self.folder / f"{part}.json")

    def write(self, part: str, content: dict[str, Any]) -> None:
        """Leave what a stage came to. Raises AdvisorError."""
        text = json.dumps(content, ensure_ascii=False)
        write_atomically(self.folder / f"{part}.json", text)

    def take_back(self, *parts: str) -> None:
        """Undo what stages have left."""
        for part in parts:
            (self.folder / f"{part}.json").unlink(missing_ok=True)

    def delete(self) -> None:
        """Forget it. Out of sight at once; what is being written into it is lost."""
        gone = self.folder.with_name(GONE + self.token)
        with suppress(OSError):
            self.folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


@dataclass(frozen=True)
class Uploads:
    """All uploads of one installation, below one folder that all workers share."""

    folder: Path
    clock: Clock = now

    def keep(self, owner: str, name: str, form: str, content: IO[bytes]) -> Upload:
        """Keep a table; it is on disk when this returns. Raises OSError."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        new = self.folder / f".new-{token}"
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new.mkdir(mode=0o700)
        kept = Upload(new, owner, name, form, written(self.clock()))
        with kept.table.open("wb") as stream:
            shutil.copyfileobj(content, stream)
            stream.flush()
            os.fsync(stream.fileno())
        about = {"owner": owner, "name": name, "form": form, "at": kept.at}
        kept.write("upload", about)
        return _opened(new.rename(self.folder / token)) or kept

    def find(self, token: str, owner: str) -> Upload | None:
        """The upload, if it is this owner's and not too old."""
        found = _opened(self.folder / token) if _TOKEN.fullmatch(token) else None
        return found if found and found.owner == owner and found.ends > self.clock() else None

    def of(self, owner: str) -> list[Upload]:
        """All uploads of an owner, the newest first."""
        own = [u for u in self if u.owner == owner and u.ends > self.clock()]
        return sorted(own, key=lambda upload: (upload.at, upload.token), reverse=True)

    def waiting(self) -> list[Upload]:
        """Those that something is to be done with, the oldest first."""
        some = [upload for upload in self if upload.stage in WORK]
        return sorted(some, key=lambda upload: (upload.at, upload.token))

    def forget(self) -> int:
        """Delete those that were kept long enough, and what is left of others; how many."""
        old = [upload for upload in self if upload.ends <= self.clock()]
        for upload in old:
            upload.delete()
        since = (self.clock() - STRAY).timestamp()
        known = {upload.token for upload in self}
        for path in self._entries():
            with suppress(OSError):
                gone = path.name.startswith(GONE)
                if gone or (path.stem not in known and path.stat().st_mtime < since):
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
        return len(old)

    def __iter__(self) -> Iterator[Upload]:
        found = (_opened(path) for path in self._entries() if _TOKEN.fullmatch(path.name))
        return (upload for upload in found if upload)

    def _entries(self) -> list[Path]:
        return list(self.folder.iterdir()) if self.folder.is_dir() else []


def _opened(folder: Path) -> Upload | None:
    about = _read(folder / "upload.json")
    return Upload(folder, **about) if about.keys() == ABOUT else None


def _read(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content
