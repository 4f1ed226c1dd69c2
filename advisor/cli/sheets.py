"""What a sheet on a plan is made from, as the command line is given it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.advice.advice import Advice
from advisor.advice.facts import Facts
from advisor.advice.notes import Notes
from advisor.cli.inputs import filled_plan
from advisor.cli.options import language
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import Said, said
from advisor.common.time_zone import chosen_zone
from advisor.follow_up.noting import day_of
from advisor.knowledge.knowledge import Knowledge
from advisor.presentation.report.formats import CALENDAR
from advisor.presentation.sheets.case import Case
from advisor.presentation.sheets.office import Office
from advisor.presentation.sheets.receipt import Receipt
from advisor.presentation.sheets.writing import SCHEDULE

if TYPE_CHECKING:
    from advisor.audit.record import Record


def kind_of(sheet: str, output: Path) -> str:
    """The sheet that was named; a calendar is always the schedule."""
    return SCHEDULE if output.suffix.lower() in CALENDAR else sheet


def noted(knowledge: Knowledge, facts: Facts, path: Path) -> Notes:
    """What is noted in a filled plan of the same PD. Raises AdvisorError."""
    filled = filled_plan(knowledge, path)
    theirs = filled.origin.facts.name
    if theirs != facts.name:
        names = {"name": _called(theirs), "expected": _called(facts.name)}
        message, hint = said("sheets.other-pd", **names), said("sheets.other-pd-do")
        raise AdvisorError([Problem(str(path), None, message, hint)])
    return filled.notes


def _called(name: str | None) -> str | Said:
    return name or said("sheets.unnamed")


def case_of(knowledge: Knowledge, advice: Advice, notes: Notes, as_of: str | None) -> Case:
    """The case, with what this installation sets for its papers. Raises AdvisorError."""
    zone = chosen_zone()
    day = _day(as_of) if as_of else zone.at(datetime.now(UTC).isoformat()).date()
    office = Office.from_environment()
    return Case(knowledge, advice, language(), day, notes, office, zone=zone)


def _day(text: str) -> date:
    day = day_of(text)
    if not isinstance(day, date):
        raise AdvisorError([Problem("--as-of", None, day or said("noting.day", given=text))])
    return day


def receipt_of(case: Case, made: "Record | None") -> Case:
    """The same case with the record of its plan, if one was made."""
    return replace(case, receipt=Receipt(made.number, made.hash, made.time)) if made else case
