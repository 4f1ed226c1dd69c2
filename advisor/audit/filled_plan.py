"""A filled plan that counts: what it makes of answers, notes and plan, and what is recorded."""

from dataclasses import dataclass
from datetime import date

from advisor.advice.advice import Advice
from advisor.advice.consultation import advise
from advisor.advice.facts import Facts
from advisor.advice.notes import Note, Notes
from advisor.audit.follow_up import consultation_of, follow_up
from advisor.audit.ledger import Ledger
from advisor.audit.record import Record
from advisor.audit.storage.connection import Place
from advisor.common.errors import AdvisorError
from advisor.common.time_zone import chosen_zone
from advisor.follow_up.filled import Filled
from advisor.follow_up.noting import effective
from advisor.follow_up.outcome import outcome
from advisor.inference.engine import Engine
from advisor.knowledge.knowledge import Knowledge
from advisor.presentation.report.content import Origin


@dataclass(frozen=True)
class Counted:
    """A filled plan whose changes count: `before` is the advice it was given out with, `advice`
    that on the `facts` as they are now; `notes` are all of them, and `done` became answers.
    """

    knowledge: Knowledge
    filled: Filled
    before: Advice
    facts: Facts
    advice: Advice
    notes: Notes
    done: tuple[str, ...]

    def record(self, ledger: Ledger, who: str | None) -> tuple[Record, Record]:
        """Append the follow-up and, where answers changed, the plan as it is now; the consultation
        that the follow-up is of, which is recorded first if it never was, and that of the plan.

        Raises AdvisorError; then nothing was appended.
        """
        origin = self.filled.origin
        about = consultation_of(ledger, origin.record, origin.facts, self.knowledge.digest)
        with ledger.appending():
            about = about or ledger.record(self.knowledge, origin.facts, self.before, who)
            follow_up(ledger, about.number, self.filled.changes, who)
            if not self.done:
                return about, about
            after = about.number
            return about, ledger.record(self.knowledge, self.facts, self.advice, who, after=after)

    def origin(self, record: Record | None) -> Origin:
        """What the workbook of the plan as it is now keeps, to be read back."""
        named = (record.number, record.hash) if record else None
        return Origin(self.facts, named, self.filled.origin.key)


def counted(knowledge: Knowledge, filled: Filled) -> Counted:
    """The changes as they count."""
    before, engine = filled.origin.facts, Engine(knowledge)
    made = outcome(knowledge, filled.noted, filled.changes)
    after = before.changed(made.answers)
    every = effective(knowledge, after.answers, {**filled.noted, **made.notes})
    notes = {step: note for step, note in every.items() if note != Note()}
    advice = advise(engine, after)
    return Counted(knowledge, filled, advise(engine, before), after, advice, notes, made.done)


def recorded_day(place: Place | None, knowledge: Knowledge, origin: Origin) -> date | None:
    """The day on which a plan was recorded, in this installation's zone, if it was."""
    if place is None:
        return None
    try:
        with Ledger.reading(place) as ledger:
            found = consultation_of(ledger, origin.record, origin.facts, knowledge.digest)
    except AdvisorError:
        return None  # What is wrong with the ledger is told when something is to be recorded.
    return chosen_zone().at(found.time).date() if found else None
