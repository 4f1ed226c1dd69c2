"""What is noted on the steps of a plan, as its pages show it and as it is to be recorded."""

from dataclasses import dataclass
from datetime import date

from advisor.advice.advice import Advice
from advisor.advice.notes import STATUSES, Note, Notes, Status
from advisor.audit.follow_up import changed, follow_up
from advisor.audit.record import Record
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import Language, said
from advisor.follow_up.noting import FIELDS, effective, mark
from advisor.knowledge.knowledge import Knowledge
from advisor.presentation.notes import facts, status_words
from advisor.presentation.report.content import Origin
from advisor.web import recording
from advisor.web.installation import Site
from advisor.web.plan.cards import Ref
from advisor.web.recording import RecordStatus
from advisor.web.security.naming import request_name
from advisor.web.store.drafts import Draft
from advisor.web.store.moments import now, written
from advisor.web.store.notes import Followed

Fact = tuple[str, str]


@dataclass(frozen=True)
class NotesView:
    """The notes of a plan: `on` are those on any step, `told` the same in labelled words, and
    `departed` the steps that the plan lacks. `digest` names all of it; `unrecorded` counts the
    steps whose notes are not in the ledger, and `record` is the last follow-up there.
    """

    on: Notes
    told: dict[str, tuple[Fact, ...]]
    departed: tuple[Ref, ...]
    digest: str
    unrecorded: int
    record: int | None


def notes_view(site: Site, draft: Draft, advice: Advice, language: Language) -> NotesView:
    """The notes of a questionnaire's plan."""
    notes = notes_of(site, draft)
    last = site.notes.followed(draft.link)
    return NotesView(
        on=notes,
        told={step: facts(note, language) for step, note in notes.items()},
        departed=tuple(_departed(site.knowledge, advice, notes, language)),
        digest=digest_of(notes),
        unrecorded=len(changed(last.notes if last else {}, notes)),
        record=last.record if last else None,
    )


def notes_of(site: Site, draft: Draft) -> dict[str, Note]:
    """The notes, with the status that the answers give."""
    return effective(site.knowledge, draft.given, site.notes.of(draft.link))


def digest_of(notes: Notes) -> str:
    """Names all notes at once."""
    return mark(Note(evidence="\n".join(f"{step} {mark(notes[step])}" for step in sorted(notes))))


def origin_of(site: Site, draft: Draft, last: RecordStatus | None) -> Origin:
    """What a workbook keeps of this plan, to be read back."""
    record = (last.number, draft.receipt) if last and last.holds and draft.receipt else None
    return Origin(draft.facts(site.knowledge.vocabulary), record, plan_key(site, draft))


def plan_key(site: Site, draft: Draft) -> str:
    """What tells this questionnaire's plan from all others; it leads nobody to it."""
    return request_name(site.settings.secret, "plan", draft.link)[:32]


def since(site: Site, last: RecordStatus | None) -> date:
    """The day before which no deadline may lie: that of the record, or today."""
    time = last.time if last and last.time else written(now())
    return site.settings.zone.at(time).date()


def record_follow_up(site: Site, draft: Draft, stated: str) -> Record | None:
    """Record what changed on the steps since the last follow-up; None when that is not what was
    stated any more, or nothing. Raises AdvisorError when the ledger fails or the plan is not in it.
    """
    notes, last = notes_of(site, draft), site.notes.followed(draft.link)
    with site.ledger() as ledger:
        about = recording.own_record(ledger, draft)
        if about is None:
            raise AdvisorError([Problem("ledger", None, said("notes.no-plan"))])
        changes = changed(last.notes if last else {}, notes)
        if digest_of(notes) != stated or not changes:
            return None
        parts = (draft.link, stated, str(last.record if last else 0))
        request = request_name(site.settings.secret, "follow-up", *parts)
        made = follow_up(ledger, about.number, changes, request=request)
    site.notes.follow(draft.link, Followed(made.number, made.hash, notes))
    return made


def _departed(knowledge: Knowledge, advice: Advice, notes: Notes, language: Language) -> list[Ref]:
    advised = {step.step for step in advice.steps}
    known = [name for name in knowledge.steps if name in notes and name not in advised]
    return [Ref(name, knowledge.step_text(name, advice.answers).to(language)) for name in known]


def status_choices(language: Language) -> tuple[tuple[Status, str], ...]:
    """Every status, as a form offers it."""
    return tuple(zip(STATUSES, status_words(language), strict=True))


def texts_of(note: Note) -> dict[str, str]:
    """The fields of a note, as a form shows them."""
    return {name: _text(getattr(note, name)) for name in FIELDS}


def _text(value: str | date | None) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""
