"""Recording a questionnaire's advice in the ledger, and what a page says about its record."""

from dataclasses import dataclass

from advisor.advice.advice import Advice
from advisor.audit.ledger import Ledger
from advisor.audit.record import Record
from advisor.common.errors import AdvisorError
from advisor.web.installation import Site
from advisor.web.security.naming import request_name
from advisor.web.store.drafts import Draft, digest_of

FINAL = ("advised", "nothing-to-do", "out-of-scope")


def is_final(advice: Advice) -> bool:
    """Whether this is advice to keep; otherwise answers come first, and nothing is recorded."""
    return advice.status in FINAL


def record(site: Site, draft: Draft) -> Record:
    """Give the advice for good, by the engine, and append it to the ledger.

    The same answers under the same knowledge are recorded once, also when the form is sent twice,
    and when the process dies between the ledger's commit and the questionnaire's own note of it:
    the record names what it answers (decision 0101). No transaction of the questionnaires is open
    while the ledger is waited for. Raises AdvisorError when the ledger fails (then nothing was
    appended), DisagreementError, and GoneError when the questionnaire was deleted meanwhile.
    """
    facts = draft.facts(site.knowledge.vocabulary)
    advice = site.advise(facts)

    def append(ledger: Ledger) -> Record:
        if made := _standing(site, ledger, draft):
            return made
        before = own_record(ledger, draft)
        after = before.number if before else None
        request = _request(site, draft)
        return ledger.record(site.knowledge, facts, advice, request=request, after=after)

    made = site.recorder.do(append)
    site.drafts.note(draft, made.number, made.hash)
    return made


@dataclass(frozen=True)
class RecordStatus:
    """The last record of a questionnaire: its number, its time (UTC) and its knowledge's version.

    `answers` and `rules` tell whether they are the present ones; `lost` that the ledger does not
    have the record any more, as after a backup was restored. While the ledger cannot be read,
    `time` and `version` are None, and record and rules are taken for there and the present ones.
    `before` tells that it is the record of the consultation before, after which none was made.
    """

    number: int
    answers: bool
    rules: bool = True
    time: str | None = None
    version: str | None = None
    lost: bool = False
    before: bool = False

    @property
    def holds(self) -> bool:
        """Whether the plan as it stands is the one recorded."""
        return self.answers and self.rules and not self.lost


def standing(site: Site, draft: Draft) -> RecordStatus | None:
    """What is recorded of a questionnaire; None while nothing is."""
    if draft.record is None:
        return None
    try:
        with site.ledger_to_read() as ledger:
            own = own_record(ledger, draft)
        knowledge = own.consultation["knowledge"] if own else None
    except AdvisorError:
        return RecordStatus(draft.record, draft.is_recorded, before=draft.goes_on)
    if own is None or knowledge is None:
        return RecordStatus(draft.record, draft.is_recorded, lost=True)
    same = knowledge["digest"] == site.knowledge.digest
    return RecordStatus(
        draft.record, draft.is_recorded, same, own.time, knowledge["version"], before=draft.goes_on
    )


def _request(site: Site, draft: Draft) -> str:
    """How the ledger names what is recorded now: these answers, after the record made last.

    The link is known to nobody but whoever holds it, so that the name tells nothing even to those
    who have the installation's secret and all of its tables.
    """
    parts = (draft.link, draft.digest, site.knowledge.digest, str(draft.record or 0))
    return request_name(site.settings.secret, "questionnaire", *parts)


def _standing(site: Site, ledger: Ledger, draft: Draft) -> Record | None:
    """The record that these answers have already, under the present knowledge."""
    own = own_record(ledger, draft) if draft.is_recorded else None
    return own if own and own.body["knowledge"]["digest"] == site.knowledge.digest else None


def own_record(ledger: Ledger, draft: Draft) -> Record | None:
    """The questionnaire's last record; None when the ledger has none, or another's, of its number.

    Numbers are given again when an older ledger is restored. Raises AdvisorError when the ledger
    cannot be read.
    """
    found = ledger.find(draft.record or 0)
    if found is None:
        return None
    if draft.receipt:
        return found if found.hash == draft.receipt else None
    return found if _tells(found, draft) else None


def _tells(found: Record, draft: Draft) -> bool:
    """Whether a record is of what was recorded last; a name that was redacted may be any."""
    if found.kind != "consultation":
        return False
    name = draft.name if found.redacted else found.personal.get("pd", "")
    given = {**found.body["answers"], **dict.fromkeys(found.body["not_known"])}
    return digest_of(name, given) == draft.recorded
