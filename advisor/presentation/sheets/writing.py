"""Chooses what makes a sheet, and what writes it."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from advisor.common.errors import AdvisorError, Problem
from advisor.common.files import write_atomically
from advisor.common.language import Said, said
from advisor.presentation.report.formats import CALENDAR, SHEET_FORMATS, Format, ending_of
from advisor.presentation.sheets.case import Case
from advisor.presentation.sheets.kinds import KINDS
from advisor.presentation.sheets.sheet import Sheet

SCHEDULE, APPROVAL = "schedule", "approval"


def formats(kind: str) -> dict[str, Format]:
    """The formats of a sheet, by ending; the schedule is a calendar, too."""
    return {**SHEET_FORMATS, **CALENDAR} if kind == SCHEDULE else SHEET_FORMATS


def write_sheet(case: Case, kind: str, path: Path) -> None:
    """Write a sheet, one of KINDS, to `path`; its ending chooses the format.

    Raises AdvisorError as `check_sheet` and `sheet_bytes` do.
    """
    check_sheet(case, kind, path, case.receipt is not None)
    write_atomically(path, sheet_bytes(case, kind, path.suffix.lower(), str(path)))


def check_sheet(case: Case, kind: str, path: Path, recorded: bool = True) -> None:
    """Raise AdvisorError for an ending that the sheet has no format for, and for what it lacks,
    a record to come not counted (`recorded`).
    """
    ending = ending_of(path, formats(kind))
    lacking = _lacking(case, kind, ending, recorded)
    if lacking:
        raise AdvisorError([Problem(str(path), None, *lacking)])


def sheet_bytes(case: Case, kind: str, ending: str, shown: str = "") -> bytes:
    """A sheet as the content of a file with this ending, one of `formats(kind)`; the same case
    gives the same bytes. Raises AdvisorError about the file `shown` when the plan has no step, when
    approval is sought for what is not recorded, when a calendar would be empty, and when an extra
    is missing.
    """
    shown = shown or ending
    lacking = _lacking(case, kind, ending, case.receipt is not None)
    if lacking:
        raise AdvisorError([Problem(shown, None, *lacking)])
    write = formats(kind)[ending].writing(shown)
    return write(case if ending in CALENDAR else sheet(case, kind))


def sheet(case: Case, kind: str) -> Sheet:
    """A sheet, one of KINDS."""
    module, _, name = KINDS[kind].partition(":")
    make: Callable[[Case], Sheet] = getattr(import_module(module), name)
    return make(case)


def _lacking(case: Case, kind: str, ending: str, recorded: bool) -> tuple[Said, Said] | None:
    """What a sheet cannot be made without, and what to do about it."""
    if not case.advice.steps:
        return said("sheets.no-steps"), said("sheets.no-steps-do")
    if kind == APPROVAL and not recorded:
        return said("sheets.no-record"), said("sheets.no-record-do")
    dated = any(case.note(step.step).due for step in case.advice.steps)
    if ending in CALENDAR and not dated:
        return said("sheets.no-dates"), said("sheets.no-dates-do")
    return None
