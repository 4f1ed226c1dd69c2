"""Replaying many records, and saying what came of it."""

from collections.abc import Iterable, Iterator

from advisor.audit.damage import DamagedError
from advisor.audit.ledger import Ledger
from advisor.audit.record import Record
from advisor.audit.replay import Replayer
from advisor.audit.wording import difference, titles
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import Language
from advisor.common.messages import describe, word
from advisor.common.time_zone import Zone
from advisor.common.version import __version__
from advisor.knowledge.knowledge import Knowledge


def replayed(
    ledger: Ledger, records: Iterable[Record], language: Language
) -> tuple[bool, list[str]]:
    """Run records again under their recorded rules: whether all gave the same, and the lines."""
    replayer, total, lines = Replayer(ledger), 0, []
    for record in records:
        total += 1
        try:
            if not replayer.same(record):
                versions = {"then": record.body["program"]["advisor"], "now": __version__}
                number = record.number
                lines.append(word("audit.not-reproduced", language, number=number, **versions))
        except DamagedError as error:
            lines += [describe(problem, language) for problem in error.problems]
    if not lines:
        return True, [word("audit.reproduced", language, count=total)]
    count = len(lines)
    return False, [*lines, word("audit.some-not-reproduced", language, count=count, total=total)]


def under_today(
    ledger: Ledger,
    records: Iterable[Record],
    knowledge: Knowledge,
    language: Language,
    zone: Zone,
) -> Iterator[str]:
    """What recorded answers would give under these rules, where that is something else.

    Raises AdvisorError at the end for records that could not be read.
    """
    replayer, total, count, lines = Replayer(ledger), 0, 0, []
    damaged: list[Problem] = []
    for record in records:
        try:
            retold = replayer.under(record, knowledge)
        except DamagedError as error:
            damaged += error.problems
            continue
        total += 1
        if retold:
            count += 1
            names = titles(knowledge, replayer.base(record), language=language)
            time = zone.written(record.time)
            lines.append(word("difference.record", language, number=record.number, time=time))
            lines += [f"  - {line}" for line in difference(retold, names, language)]
    key = "audit.today-differs" if count else "audit.today-same"
    version = knowledge.version
    yield word(key, language, version=version, count=count, total=total)
    yield from lines
    if damaged:
        raise AdvisorError(damaged)
