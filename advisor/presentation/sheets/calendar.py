"""The days on which a plan's steps are due, as iCalendar (RFC 5545)."""

import hashlib
from datetime import UTC, datetime

from icalendar import Calendar, Event

from advisor.advice.advice import AdvisedStep
from advisor.presentation.sheets.case import Case
from advisor.presentation.view import StepView

UNRECORDED = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the time of a record that there is none of: the same plan gives the same bytes."""
OWN = "ipp-advisor"


def content(case: Case) -> bytes:
    """One all-day event a step that has a day; that of a dropped step is cancelled.

    Its name stays the same when the plan is followed up, so that a calendar takes the newer day for
    the older.
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{OWN}//{case.advice.knowledge.version}//{case.language.upper()}")
    calendar.add("x-wr-calname", case.plan().title)
    for step, view in case.pairs():
        if case.note(step.step).due:
            calendar.add_component(_event(case, step, view))
    written: bytes = calendar.to_ical()
    return written


def _event(case: Case, step: AdvisedStep, view: StepView) -> Event:
    note, event = case.note(step.step), Event()
    made = datetime.fromisoformat(case.receipt.time) if case.receipt else UNRECORDED
    event.add("uid", _uid(case, step))
    event.add("dtstamp", made.replace(microsecond=0))
    event.add("dtstart", note.due)
    event.add("summary", f"{step.rank}. {view.title}")
    lines = [(case.say("report.person"), note.person)] if note.person else []
    lines += [(case.say(key), text) for key, text in view.facts]
    lines += [(case.say("report.evidence"), note.evidence)] if note.evidence else []
    lines += [(case.say("plan.from"), reason.source) for reason in view.reasons]
    event.add("description", "\n".join(f"{label}: {text}" for label, text in lines))
    event.add("status", "CANCELLED" if note.status == "dropped" else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _uid(case: Case, step: AdvisedStep) -> str:
    """Tells nothing of whom the plan is for."""
    plan = case.key or case.advice.name or (case.receipt.hash if case.receipt else "")
    digest = hashlib.sha256("\n".join((plan, step.step)).encode()).hexdigest()
    return f"{digest[:32]}@{OWN}"
