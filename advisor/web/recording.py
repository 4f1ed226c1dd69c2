"""Recording a questionnaire's advice in the ledger, and what a page says about its record."""

from dataclasses import dataclass

from advisor.audit.ledger import Ledger
from advisor.audit.record import Record
from advisor.errors import AdvisorError
from advisor.web.site import Site
from advisor.web.store.drafts import Draft


def record(site: Site, draft: Draft) -> Record:
    """Give the advice for good, by the engine, and append it to the ledger.

    The same answers under the same knowledge are recorded once. Raises AdvisorError when the ledger
    fails (then nothing was appended), DisagreementError, and KeyError when the questionnaire is
    gone.
    """
    facts = draft.facts(site.knowledge.vocabulary)
    advice = site.advise(facts)
    made: list[Record] = []

    def write(number: int | None) -> int:
        with site.ledger() as ledger:
            there = _same(ledger, number, site.knowledge.digest)
            made.append(there or ledger.record(site.knowledge, facts, advice))
        return made[0].number

    site.drafts.record_once(draft.link, draft.digest, write)
    return made[0]


@dataclass(frozen=True)
class Standing:
    """The last record of a questionnaire: its number, its time (UTC) and its knowledge's version.

    `answers` and `rules` tell whether they are the present ones. While the ledger cannot be read,
    `time` and `version` are None and the rules are taken for the present ones.
    """

    number: int
    answers: bool
    rules: bool = True
    time: str | None = None
    version: str | None = None

    @property
    def holds(self) -> bool:
        """Whether the plan as it stands is the one recorded."""
        return self.answers and self.rules


def standing(site: Site, draft: Draft) -> Standing | None:
    """What is recorded of a questionnaire; None while nothing is."""
    if draft.record is None:
        return None
    try:
        with site.ledger_to_read() as ledger:
            body = ledger.get(draft.record).body
    except AdvisorError:
        return Standing(draft.record, draft.is_recorded)
    knowledge = body["knowledge"]
    same = knowledge["digest"] == site.knowledge.digest
    return Standing(draft.record, draft.is_recorded, same, body["time"], knowledge["version"])


def _same(ledger: Ledger, number: int | None, digest: str) -> Record | None:
    """The record of this number, if it is there and rests on this knowledge."""
    if number is None:
        return None
    try:
        found = ledger.consultation(number)
    except AdvisorError:
        return None
    return found if found.body["knowledge"]["digest"] == digest else None
