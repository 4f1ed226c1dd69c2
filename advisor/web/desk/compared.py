"""Two editions of the knowledge beside each other, and whom the difference would touch."""

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.audit.editions import edition_in
from advisor.audit.impact import Impact, cases_of, impact
from advisor.audit.ledger import Ledger
from advisor.audit.query import Filter, find_numbered
from advisor.audit.verify import span
from advisor.audit.wording import difference, titles
from advisor.common.language import Said
from advisor.knowledge.knowledge import Knowledge
from advisor.web.desk.view import Reader

AT_ONCE = 200
"""Consultations recomputed for one page; under both editions that takes about a second."""

TODAY = "today"


@dataclass(frozen=True)
class Touched:
    """One recorded consultation that would be advised otherwise, and how, in words."""

    number: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Reach:
    """What recomputing found: `looked_at` consultations, newest first, of which some are touched.

    `records` says which they are; `below` is where to go on with earlier ones, None when there are
    none.
    """

    looked_at: int
    touched: tuple[Touched, ...]
    records: Said
    below: int | None


def base(ledger: Ledger, name: str, today: Knowledge) -> Knowledge:
    """The edition of this name: a digest in the ledger, or today's. Raises AdvisorError."""
    return today if name in (TODAY, today.digest) else edition_in(ledger, name)


def reach(ledger: Ledger, old: Knowledge, new: Knowledge, wanted: Filter, reader: Reader) -> Reach:
    """Recompute the newest consultations that fit, AT_ONCE of them at most."""
    found = list(find_numbered(ledger, wanted, AT_ONCE + 1))
    now, names = found[:AT_ONCE], titles(old, new, language=reader.language)
    touched = tuple(
        Touched(int(item.case.name), tuple(_lines(item, names, reader)))
        for item in impact(old, new, cases_of(record for _, record in now))
        if item
    )
    first, last = (now[-1][0], now[0][0]) if now else (1, 0)
    below = first if found[AT_ONCE:] else None
    return Reach(len(now), touched, span(first, last), below)


def _lines(item: Impact, names: dict[str, str], reader: Reader) -> Iterator[str]:
    if item.retold is None:
        yield reader.say("desk.damaged-record")
    else:
        yield from difference(item.retold, names, reader.language)
