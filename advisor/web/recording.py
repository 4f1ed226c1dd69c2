"""Recording a questionnaire's advice in the ledger, and what a page says about its record."""

from dataclasses import dataclass

from advisor.audit.ledger import Ledger
from advisor.audit.record import Record
from advisor.errors import AdvisorError
from advisor.web.security.naming import request_name
from advisor.web.site import Site
from advisor.web.store.drafts import Draft


def record(site: Site, draft: Draft) -> Record:
    """Give the advice for good, by the engine, and append it to the ledger.

    The same answers under the same knowledge are recorded once, also when the process dies between
    the ledger's commit and the questionnaire's own note of it: the record names what it answers
    (decision 0101). Raises AdvisorError when the ledger fails (then nothing was appended),
    DisagreementError, and GoneError when the questionnaire is gone.
    """
    facts = draft.facts(site.knowledge.vocabulary)
    advice = site.advise(facts)
    made: list[Record] = []

    def write(last: int | None, same: bool) -> int:
        name = _request(site, draft, last)
        with site.ledger() as ledger:
            there = _same(ledger, last, site.knowledge.digest) if same else None
            made.append(there or ledger.record(site.knowledge, facts, advice, request=name))
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


def _request(site: Site, draft: Draft, last: int | None) -> str:
    """How the ledger names what is recorded now: these answers, after the record made last.

    The link is known to nobody but whoever holds it, so that the name tells nothing even to those
    who have the installation's secret and all of its tables.
    """
    parts = (draft.link, draft.digest, site.knowledge.digest, str(last or 0))
    return request_name(site.settings.secret, "questionnaire", *parts)


def _same(ledger: Ledger, number: int | None, digest: str) -> Record | None:
    """The record of this number, if it is there and rests on this knowledge."""
    if number is None:
        return None
    try:
        found = ledger.consultation(number)
    except AdvisorError:
        return None
    return found if found.body["knowledge"]["digest"] == digest else None
