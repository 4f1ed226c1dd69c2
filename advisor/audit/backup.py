"""A backup of an installation: ledger, application database and secret in one folder of its own.

The manifest holds a hash of each file and the head of the ledger's chain. It shows a backup that
was damaged; one that was forged shows only by a checkpoint kept elsewhere.
"""

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from advisor.audit.checkpoint import NO_CHECKPOINT, Checkpoint, checkpoint, parse_checkpoint
from advisor.audit.ledger import Ledger
from advisor.audit.storage.connection import Place, is_address
from advisor.audit.storage.damage import sqlite_damage
from advisor.audit.storage.sqlite import File
from advisor.audit.verify import Verification, span, verify
from advisor.common import os_errors
from advisor.common.errors import AdvisorError, Problem
from advisor.common.files import content_digest
from advisor.common.language import Said, said
from advisor.common.strict_json import read_json

SCHEMA = "backup/1"
MANIFEST, LEDGER, DATABASE, SECRET = "manifest.json", "consultations.db", "site.db", "web-secret"
Files = Mapping[str, Path]
"""Where an installation keeps what has these names in a backup."""


@dataclass(frozen=True)
class Backup:
    """What a backup holds: its folder, its files' digests by name, and the ledger's head."""

    folder: Path
    files: Mapping[str, str]
    seen: Checkpoint
    problems: tuple[Problem, ...] = ()


def installed(ledger: Place, database: str, secret: Path) -> Files:
    """The files of an installation; `database` is an SQLAlchemy URL. Raises AdvisorError for what
    a server keeps: its own tools back that up.
    """
    scheme, _, path = database.partition(":///")
    served = [str(ledger)] if is_address(ledger) else []
    if not scheme.startswith("sqlite"):
        served.append(database)
    if served:
        # Of the address only the scheme is repeated: a password can stand in the rest.
        names = dict.fromkeys(f"{address.partition('://')[0]}://…" for address in served)
        hint = said("backup.served-do")
        raise AdvisorError(Problem(name, None, said("backup.served"), hint) for name in names)
    return {DATABASE: Path(path.partition("?")[0]), LEDGER: Path(str(ledger)), SECRET: secret}


def back_up(files: Files, folder: Path, needed: Collection[str] = (LEDGER,)) -> Backup:
    """Copy what is there into a new folder, while others go on writing; check the copies.

    What is wrong with a copy is among the backup's problems: a damaged ledger is worth keeping.
    Raises AdvisorError when the folder exists, and for a needed file that does not.
    """
    if folder.exists():
        raise _refused([folder], "backup.exists", "backup.exists-do")
    if missing := [files[name] for name in files if name in needed and not files[name].is_file()]:
        raise _refused(missing, "backup.missing", "backup.missing-do")
    with _in_words(folder), _beside(folder) as work:
        # The ledger last: the application names its records, and none that the backup lacks.
        kept = sorted((n for n in files if files[n].is_file()), key=lambda n: n == LEDGER)
        for name in kept:
            _copy(name, files[name], work / name)
        with Ledger.reading(work / LEDGER) as ledger:
            seen, found = checkpoint(ledger), verify(ledger)
        problems = [Problem(LEDGER, None, problem) for problem in found.problems]
        if DATABASE in kept and not _sound(work / DATABASE):
            problems.append(Problem(DATABASE, None, said("backup.unsound")))
        hashes = {name: content_digest(work / name) for name in kept}
        manifest = {"schema": SCHEMA, "checkpoint": seen.as_json(), "files": hashes}
        (work / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
        for name in (*kept, MANIFEST):
            _sync(work / name)
        os.rename(work, folder)
    return Backup(folder, hashes, seen, tuple(problems))


def restore(
    folder: Path, files: Files, seen: Checkpoint | None = None, anyway: bool = False
) -> tuple[Backup, Verification]:
    """Put a backup's files in their places, where nothing else may stand.

    The ledger is verified before, against the checkpoint, or else the backup's own. Raises
    AdvisorError, when nothing was restored, for a backup that is not what was made; `anyway`
    takes a ledger that is not whole, or that lacks records which the checkpoint saw.
    """
    backup = _read(folder)
    problems = [*_changed(backup), *_in_the_way(backup, files)]
    if problems:
        raise AdvisorError(problems)
    with Ledger.reading(folder / LEDGER) as ledger:
        found = verify(ledger, seen or backup.seen)
    if found.problems and not anyway:
        told = [Problem(str(folder / LEDGER), None, problem) for problem in found.problems]
        raise AdvisorError([*told, Problem(str(folder), None, *_not_whole(found, seen))])
    with _in_words(folder):
        # The ledger first: whoever starts too soon would begin a new one, and number from 1.
        for name in sorted(backup.files, key=lambda name: name != LEDGER):
            _place(folder / name, files[name])
    return backup, found


def _read(folder: Path) -> Backup:
    """The backup in this folder, by its manifest."""
    path = folder / MANIFEST
    try:
        content = read_json(path.read_bytes())
        assert content["schema"] == SCHEMA
        hashes = dict(content["files"])
        assert {LEDGER} <= hashes.keys() <= {LEDGER, DATABASE, SECRET}
        seen = parse_checkpoint(json.dumps(content["checkpoint"]), str(path))
    except (OSError, *NO_CHECKPOINT) as error:
        raise _refused([folder], "backup.none", "backup.none-do") from error
    return Backup(folder, hashes, seen)


def _changed(backup: Backup) -> Iterable[Problem]:
    """The files that are not what the manifest says."""
    for name, hash in backup.files.items():
        path = backup.folder / name
        if not path.is_file() or content_digest(path) != hash:
            yield Problem(str(path), None, said("backup.changed"), said("backup.changed-do"))


def _in_the_way(backup: Backup, files: Files) -> Iterable[Problem]:
    """What stands where a file is to be restored, unless a run that broke off has put it there."""
    for name, hash in backup.files.items():
        target = files[name]
        logs = [target.with_name(target.name + end) for end in ("-wal", "-shm", "-journal")]
        there = [path for path in (target, *logs) if path.exists()]
        if there == [target] and content_digest(target) == hash:
            continue
        for path in there:
            yield Problem(str(path), None, said("backup.in-the-way"), said("backup.in-the-way-do"))


def _not_whole(found: Verification, seen: Checkpoint | None) -> tuple[Said, Said]:
    """What it means that the ledger of a backup has problems, and what to do."""
    if seen and found.size < seen.size:
        lost = span(found.size + 1, seen.size)
        return said("backup.older", records=lost), said("backup.older-do")
    return said("backup.broken"), said("backup.broken-do")


def _copy(name: str, source: Path, target: Path) -> None:
    if name == SECRET:
        shutil.copyfile(source, target)
        return
    keeper = File(source)
    with (
        keeper.in_words(),
        closing(keeper.connect_to_read()) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        assert isinstance(old, sqlite3.Connection)
        old.backup(new)
        # One file that stands by itself, also where nothing can be written.
        new.execute("PRAGMA journal_mode = DELETE")


def _sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong with the database."""
    with closing(sqlite3.connect(path)) as connection:
        try:
            return not sqlite_damage(connection)
        except sqlite3.DatabaseError:
            return False


def _place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with _beside(target) as work:
        copy = work / target.name
        shutil.copyfile(source, copy)
        copy.chmod(0o600)
        _sync(copy)
        os.replace(copy, target)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A folder for what is not whole yet, which only its owner can look into."""
    with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.resolve().parent) as aside:
        work = Path(aside) / path.name
        work.mkdir(0o700)
        yield work


@contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = said("backup.failed", reason=os_errors.reason(error))
        raise AdvisorError([Problem(str(folder), None, message)]) from error


def _sync(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _refused(where: Iterable[Path], what: str, to_do: str) -> AdvisorError:
    return AdvisorError(Problem(str(path), None, said(what), said(to_do)) for path in where)
