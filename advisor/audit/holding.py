"""What may be told of a record to whoever holds a paper that names it by number and hash.

Nothing personal is among it. That the paper is not the record's, that there is no such record, and
that the record is of another kind cannot be told apart: number and hash are tried from outside.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.audit.ledger import Ledger
from advisor.audit.proof import proof
from advisor.audit.record import DamagedError, Record
from advisor.audit.replay import Retold, facts_of, retold
from advisor.audit.wording import difference
from advisor.common.language import Language
from advisor.common.text import Text
from advisor.knowledge.knowledge import Knowledge
from advisor.presentation.sheets.receipt import seals


@dataclass(frozen=True)
class Kept:
    """A consultation as it was recorded: time (UTC), edition, and the plan's steps by id.

    `retold` is how today's rules would advise otherwise; it is false when they would not.
    """

    time: str
    version: str
    digest: str
    steps: dict[str, Text]
    redacted: bool
    retold: Retold

    @property
    def outdated(self) -> bool:
        """Whether today's rules advise other steps or another order, and not the same otherwise
        worded or explained.
        """
        found = self.retold.difference
        return bool(found.status or found.gone or found.new or found.moved or found.halted)

    def changes(self, knowledge: Knowledge, language: Language) -> Iterator[str]:
        """What today's rules would advise otherwise, in words."""
        now = {name: knowledge.step_text(name).to(language) for name in knowledge.steps}
        then = {name: text.to(language) for name, text in self.steps.items()}
        return difference(self.retold, {**now, **then}, language)


@dataclass(frozen=True)
class Holding:
    """The record that a paper names; `kept` is None when it is not what was recorded any more."""

    number: int
    kept: Kept | None


def holding(ledger: Ledger, number: int, seal: str, knowledge: Knowledge) -> Holding | None:
    """The consultation of this number whose hash begins with the seal; None for anything else.

    Raises AdvisorError when the ledger cannot be read.
    """
    record = ledger.find(number)
    if record is None or not seals(seal, record.hash):
        return None
    if record.readable and record.kind != "consultation":
        return None
    try:
        whole = all(check.holds for check in proof(ledger, number))
        return Holding(number, _kept(ledger, record, knowledge) if whole else None)
    except DamagedError:
        return Holding(number, None)


def _kept(ledger: Ledger, record: Record, knowledge: Knowledge) -> Kept:
    advice, edition = ledger.advice(record), record.body["knowledge"]
    return Kept(
        time=record.time,
        version=edition["version"],
        digest=edition["digest"],
        steps={step["step"]: Text(**step["text"]) for step in advice["steps"]},
        redacted=record.redacted,
        retold=retold(advice, facts_of(record), knowledge),
    )
