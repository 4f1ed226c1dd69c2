"""Replaying many records, and saying what came of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from advisor.audit.ledger import Ledger
from advisor.audit.record import DamagedError, Record
from advisor.audit.replay import Replayer, Retold
from advisor.audit.storage.blobs import UnloadableError
from advisor.audit.wording import difference, titles
from advisor.common.errors import Problem
from advisor.common.language import Language
from advisor.common.messages import describe, word
from advisor.common.time_zone import Zone
from advisor.common.version import __version__
from advisor.knowledge.knowledge import Knowledge


@dataclass
class Replays:
    """How many records were replayed, those that gave other advice, and what was damaged."""

    total: int = 0
    differing: list[Record] = field(default_factory=list)
    damaged: list[Problem] = field(default_factory=list)
    unloadable: list[Problem] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether all gave the same."""
        return not self.differing and not self.damaged and not self.unloadable

    def lines(self, language: Language) -> Iterator[str]:
        """What came of it, in words."""
        for record in self.differing:
            versions = {"then": record.body["program"]["advisor"], "now": __version__}
            yield word("audit.not-reproduced", language, number=record.number, **versions)
        told = (*self.damaged, *self.unloadable)
        yield from (describe(problem, language) for problem in told)
        count = len(self.differing) + len(told)
        key = "audit.some-not-reproduced" if count else "audit.reproduced"
        yield word(key, language, count=count or self.total, total=self.total)

    def as_json(self, language: Language) -> dict[str, Any]:
        """`replay/1`; records by number, damage in words."""
        return {
            "schema": "replay/1",
            "same": self.whole,
            "records": self.total,
            "differing": [record.number for record in self.differing],
            "damaged": [describe(problem, language) for problem in self.damaged],
            "unloadable": [describe(problem, language) for problem in self.unloadable],
        }


def replayed(ledger: Ledger, records: Iterable[Record]) -> Replays:
    """Run records again under their recorded rules."""
    replayer, found = Replayer(ledger), Replays()
    for record in records:
        found.total += 1
        try:
            if not replayer.same(record):
                found.differing.append(record)
        except DamagedError as error:
            found.damaged += error.problems
        except UnloadableError as error:
            found.unloadable += _of(record, error)
    return found


def _of(record: Record, error: UnloadableError) -> list[Problem]:
    return [replace(problem, where=str(record.number)) for problem in error.problems]


@dataclass
class Today:
    """What recorded answers would give under other rules: how many were asked, those that would
    get other advice, each with the difference in words, and what was damaged.
    """

    version: str
    total: int = 0
    changed: list[tuple[Record, list[str]]] = field(default_factory=list)
    damaged: list[Problem] = field(default_factory=list)

    def lines(self, language: Language, zone: Zone) -> Iterator[str]:
        """What came of it, in words; the damage is not among it."""
        key = "audit.today-differs" if self.changed else "audit.today-same"
        counts = {"count": len(self.changed), "total": self.total}
        yield word(key, language, version=self.version, **counts)
        for record, lines in self.changed:
            time = zone.written(record.time)
            yield word("difference.record", language, number=record.number, time=time)
            yield from (f"  - {line}" for line in lines)

    def as_json(self, language: Language) -> dict[str, Any]:
        """`replay-today/1`; differences and damage in words."""
        return {
            "schema": "replay-today/1",
            "version": self.version,
            "records": self.total,
            "changed": [
                {"record": record.number, "time": record.time, "difference": lines}
                for record, lines in self.changed
            ],
            "damaged": [describe(problem, language) for problem in self.damaged],
        }


def under_today(
    ledger: Ledger, records: Iterable[Record], knowledge: Knowledge, language: Language
) -> Today:
    """Ask of each record what its answers would give under these rules."""
    replayer, found = Replayer(ledger), Today(knowledge.version)
    for record in records:
        try:
            retold = replayer.under(record, knowledge)
        except DamagedError as error:
            found.damaged += error.problems
            continue
        except UnloadableError as error:
            found.damaged += _of(record, error)
            continue
        found.total += 1
        if retold:
            found.changed.append((record, _words(replayer, record, retold, knowledge, language)))
    return found


def _words(
    replayer: Replayer, record: Record, retold: Retold, knowledge: Knowledge, language: Language
) -> list[str]:
    names = titles(knowledge, replayer.base(record), language=language)
    return list(difference(retold, names, language))
