"""What is noted on a step, in words."""

from advisor.advice.notes import STATUSES, Note, Status
from advisor.common.language import Language
from advisor.common.messages import word
from advisor.presentation.dates import day


def status_word(status: Status, language: Language) -> str:
    """How far a step is."""
    return word(f"report.status-{status}", language)


def status_words(language: Language) -> tuple[str, ...]:
    """The words for how far a step is, first to last."""
    return tuple(status_word(status, language) for status in STATUSES)


def facts(note: Note, language: Language) -> tuple[tuple[str, str], ...]:
    """What is noted, as (key of the label, text), without what is empty; the status always."""
    lines = (
        ("report.status", status_word(note.status, language)),
        ("report.person", note.person),
        ("report.deadline", day(note.due, language) if note.due else ""),
        ("report.evidence", note.evidence),
        ("report.reason", note.reason),
    )
    return tuple((key, text) for key, text in lines if text)
