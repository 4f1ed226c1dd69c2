"""The formats of a plan, and of the sheets on it, as files: the one place that knows them all."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import said
from advisor.presentation.markdown import plan_markdown
from advisor.presentation.report.content import Report

EXTRA = "report"
OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True, slots=True)
class Format:
    """How people call a format, its media type, and what writes it: `module:function`, from what
    is written (a Report, a Sheet or, for a calendar, a Case) to bytes, the same for the same.
    """

    title: str
    media: str
    writer: str

    def writing(self, shown: str) -> Callable[[Any], bytes]:
        """The writer. Raises AdvisorError about the file `shown` when an extra is missing."""
        module, _, name = self.writer.partition(":")
        try:
            write: Callable[[Any], bytes] = getattr(import_module(module), name)
        except ModuleNotFoundError as error:
            message = said("report.extra", module=error.name, extra=EXTRA)
            raise AdvisorError([Problem(shown, None, message)]) from error
        return write


def ending_of(path: Path, formats: Mapping[str, Format]) -> str:
    """The ending by which a file's name chooses one of these formats. Raises AdvisorError."""
    ending = path.suffix.lower()
    if ending not in formats:
        hint = did_you_mean(ending, formats) if ending else None
        message = said("report.ending", known=tuple(formats))
        raise AdvisorError([Problem(str(path), None, message, hint)])
    return ending


def refuse_form(path: Path) -> None:
    """Raises AdvisorError for a plan's file of an ending that is none of FORMATS, and when an extra
    is missing: before anything is recorded.
    """
    FORMATS[ending_of(path, FORMATS)].writing(str(path))


def markdown(report: Report) -> bytes:
    """The plan as Markdown."""
    return plan_markdown(report.plan, report.language).encode()


def advice_json(report: Report) -> bytes:
    """The advice as the contract has it, without any note to the reader."""
    return (json.dumps(report.advice.as_json(), ensure_ascii=False, indent=2) + "\n").encode()


HERE, THERE, SHEETS = __name__, "advisor.presentation.report", "advisor.presentation.sheets"
FORMATS = {
    ".pdf": Format("PDF", "application/pdf", f"{THERE}.pdf:content"),
    ".docx": Format("Word (DOCX)", f"{OFFICE}wordprocessingml.document", f"{THERE}.docx:content"),
    ".xlsx": Format("Excel (XLSX)", f"{OFFICE}spreadsheetml.sheet", f"{THERE}.xlsx:content"),
    ".md": Format("Markdown", "text/markdown; charset=utf-8", f"{HERE}:markdown"),
    ".json": Format("JSON", "application/json", f"{HERE}:advice_json"),
}
"""By ending, in the order in which they are offered."""

SHEET_FORMATS = {
    ending: replace(FORMATS[ending], writer=f"{SHEETS}.{ending[1:]}:content")
    for ending in (".pdf", ".docx")
}
"""The same for a sheet."""

CALENDAR = {
    ".ics": Format("iCalendar (ICS)", "text/calendar; charset=utf-8", f"{SHEETS}.calendar:content")
}
"""The days on which steps are due."""
