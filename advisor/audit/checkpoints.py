"""Checkpoints that are kept by themselves, elsewhere than the ledger: when, where, and the newest.

An installation says so in its environment: in `IPP_ADVISOR_CHECKPOINTS` a folder or the address of
a second PostgreSQL database; `…_CHECKPOINT_RECORDS` and `…_CHECKPOINT_HOURS`, after how many
records or hours another is due; `…_CHECKPOINT_KEY`, a key file to sign with; and
`…_CHECKPOINT_COMMAND`, what to run with each on its standard input, to send it further.
"""

import json
import os
import shlex
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from advisor.audit.checkpoint import Checkpoint, checkpoint, parse_checkpoint, read_checkpoint
from advisor.audit.ledger import Ledger
from advisor.audit.signing import sign
from advisor.audit.storage.connection import Place, is_address
from advisor.common import os_errors
from advisor.common.errors import AdvisorError, Problem
from advisor.common.files import write_atomically
from advisor.common.language import said

PLACE = "IPP_ADVISOR_CHECKPOINTS"
RECORDS, HOURS, KEY, COMMAND = (
    f"IPP_ADVISOR_CHECKPOINT_{name}" for name in ("RECORDS", "HOURS", "KEY", "COMMAND")
)
DEFAULTS = {RECORDS: 100, HOURS: 24}
PATIENCE = 20
"""Seconds that the command may take."""


class Keeper(Protocol):
    """Keeps checkpoints; an attacker of the ledger should not be able to write here."""

    def add(self, made: Checkpoint) -> None:
        """Keep one more. Raises AdvisorError."""

    def newest(self) -> Checkpoint | None:
        """The one made last. Raises AdvisorError."""

    def every(self) -> list[Checkpoint]:
        """All, oldest first. Raises AdvisorError."""


@dataclass(frozen=True)
class Folder:
    """A file for each; their names are in the order of their times."""

    path: Path

    def add(self, made: Checkpoint) -> None:
        """A new file, whole or not at all."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = said("files.cannot-write", reason=os_errors.reason(error))
            raise AdvisorError([Problem(str(self.path), None, message)]) from error
        time = "".join(c for c in made.time if c.isalnum())
        content = json.dumps(made.as_json(), indent=2) + "\n"
        write_atomically(self.path / f"checkpoint-{time}-{made.size}.json", content)

    def newest(self) -> Checkpoint | None:
        """Read from the last file."""
        names = self._names()
        return read_checkpoint(self.path / names[-1]) if names else None

    def every(self) -> list[Checkpoint]:
        """Read from all files."""
        return [read_checkpoint(self.path / name) for name in self._names()]

    def _names(self) -> list[str]:
        return sorted(file.name for file in self.path.glob("checkpoint-*.json"))


@dataclass(frozen=True)
class Table:
    """A table in a database, where a right to add and to read is enough once it is made."""

    address: str

    def add(self, made: Checkpoint) -> None:
        """A new row."""
        row = (made.time, made.size, json.dumps(made.as_json()))
        self._run("INSERT INTO ipp_checkpoints.kept VALUES (?, ?, ?)", *row)

    def newest(self) -> Checkpoint | None:
        """Read from the last row."""
        rows = self._run(
            "SELECT content FROM ipp_checkpoints.kept  ORDER BY time DESC, size DESC LIMIT 1"
        )
        return self._read(rows)[0] if rows else None

    def every(self) -> list[Checkpoint]:
        """Read from all rows."""
        return self._read(self._run("SELECT content FROM ipp_checkpoints.kept ORDER BY time, size"))

    def _read(self, rows: list[tuple[str]]) -> list[Checkpoint]:
        return [parse_checkpoint(row[0], "ipp_checkpoints") for row in rows]

    def _run(self, sql: str, *values: object) -> list[tuple[str]]:
        from advisor.audit.storage.postgres import database

        store = database(self.address)
        with store.in_words():
            session = store.connect()
            try:
                there = "SELECT to_regclass('ipp_checkpoints.kept') IS NOT NULL"
                if not session.execute(there).fetchone()[0]:
                    session.execute("CREATE SCHEMA IF NOT EXISTS ipp_checkpoints")
                    session.execute(
                        "CREATE TABLE IF NOT EXISTS ipp_checkpoints.kept (time TEXT NOT NULL,"
                        " size BIGINT NOT NULL, content TEXT NOT NULL)"
                    )
                found = session.execute(sql, values)
                return found.fetchall() if sql.startswith("SELECT") else []
            finally:
                session.close()


@dataclass(frozen=True)
class Keeping:
    """Where checkpoints are kept, when another is due, and what is done with it."""

    keeper: Keeper
    records: int = DEFAULTS[RECORDS]
    hours: int = DEFAULTS[HOURS]
    key: Path | None = None
    command: str = ""

    def due(self, ledger: Ledger, newest: Checkpoint | None) -> bool:
        """Whether so many records or hours have passed since the newest. Raises AdvisorError, also
        when the ledger is shorter than the newest saw it.
        """
        size = ledger.head()[0]
        if newest is None:
            return size > 0
        if newest.size > size:
            message = said("integrity.truncated", size=size, seen=newest.size)
            hint = said("ledger.verify-it")
            raise AdvisorError([Problem(ledger.store.name, None, message, hint)])
        return size - newest.size >= self.records or (
            size > newest.size and self._age(ledger, newest) >= timedelta(hours=self.hours)
        )

    def keep(self, ledger: Ledger) -> Checkpoint:
        """Make one, sign it if there is a key, keep it, and hand it to the command. Raises
        AdvisorError.
        """
        made = checkpoint(ledger)
        made = sign(made, self.key) if self.key else made
        self.keeper.add(made)
        if self.command:
            _hand_over(self.command, made)
        return made

    @staticmethod
    def _age(ledger: Ledger, newest: Checkpoint) -> timedelta:
        try:
            made = datetime.fromisoformat(newest.time)
        except ValueError:
            return timedelta.max
        return ledger.clock() - (made if made.tzinfo else made.replace(tzinfo=UTC))


def keeping() -> Keeping | None:
    """As this installation has it; None where it keeps none. Raises AdvisorError."""
    place = os.environ.get(PLACE, "")
    if not place:
        return None
    keeper = Table(place) if is_address(place) else Folder(Path(place))
    records, hours = _number(RECORDS), _number(HOURS)
    key = os.environ.get(KEY)
    return Keeping(keeper, records, hours, Path(key) if key else None, os.environ.get(COMMAND, ""))


def keep_if_due(place: Place) -> Checkpoint | None:
    """A checkpoint of the ledger here, where this installation keeps them and one is due.

    Raises AdvisorError; what was recorded before stays recorded.
    """
    if not (kept := keeping()):
        return None
    # The newest first: meanwhile another process may keep one of a longer ledger.
    newest = kept.keeper.newest()
    with Ledger.reading(place) as ledger:
        return kept.keep(ledger) if kept.due(ledger, newest) else None


def kept_checkpoints() -> list[Checkpoint]:
    """All that this installation keeps, oldest first. Raises AdvisorError."""
    kept = keeping()
    return kept.keeper.every() if kept else []


def _number(name: str) -> int:
    text = os.environ.get(name) or str(DEFAULTS[name])
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**9):
        raise AdvisorError([Problem(name, None, said("checkpoints.number", given=text))])
    return int(text)


def _hand_over(command: str, made: Checkpoint) -> None:
    content = json.dumps(made.as_json()) + "\n"
    try:
        words = shlex.split(command)
        done = subprocess.run(
            words, input=content, text=True, capture_output=True, timeout=PATIENCE, check=False
        )
        failed = str(done.returncode) if done.returncode else ""
    except (OSError, ValueError, IndexError, subprocess.TimeoutExpired) as error:
        failed = type(error).__name__
    if failed:
        message, hint = said("checkpoints.command", reason=failed), said("checkpoints.kept-still")
        raise AdvisorError([Problem(command, None, message, hint)])
