"""The action plan as a workbook, with the columns an office fills in."""

import datetime
import json
from io import BytesIO
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from advisor.advice.notes import as_json
from advisor.presentation.report.content import Report, Row

COLUMNS = (
    "plan.number", "plan.step", "report.person", "report.deadline", "report.evidence",
    "report.status", "report.reason",
)  # fmt: skip
PLAN_WIDTHS = (5, 60, 30, 14, 30, 17, 30)
DUE, STATUS = COLUMNS.index("report.deadline"), COLUMNS.index("report.status")
KEPT = "ipp-advisor"
"""The hidden sheet from which the workbook is read back."""
SCHEMA = "plan-workbook/1"
LINE_HEIGHT = 15
# Words do not break: a line holds fewer characters than its width.
FILL = 0.85
# Fixed, so that the same advice gives the same bytes.
CREATED = datetime.datetime(2000, 1, 1)


def content(report: Report) -> bytes:
    """A workbook: the action plan, the reasons, the answers, and what is still open.

    Every text is written as text, so that no cell can become a formula.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": report.plan.title, "created": CREATED})
    styles = _styles(book)
    _action_plan(report, book.add_worksheet(report.say("report.action-plan")), styles)
    _reasons(report, book.add_worksheet(report.say("plan.why")), styles)
    heads = (report.say("report.question"), report.say("report.answer"))
    answers = book.add_worksheet(report.say("report.answers-short"))
    _table(answers, heads, report.answers, (60, 40), styles)
    questions = [(topic, ask) for topic, asks in report.plan.open_topics for ask in asks]
    open_sheet = book.add_worksheet(report.say("report.open-short"))
    open_heads = (report.say("report.topic"), report.say("plan.open"))
    _table(open_sheet, open_heads, questions, (30, 110), styles)
    if report.departed:
        departed = book.add_worksheet(report.say("report.departed"))
        _filled(report, departed, report.departed, styles, 0)
    _keep(report, book.add_worksheet(KEPT))
    book.close()
    return buffer.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    cell = {"text_wrap": True, "valign": "top", "border": 1}
    return {
        "cell": book.add_format(cell),
        "date": book.add_format({**cell, "num_format": "dd/mm/yyyy"}),
        "head": book.add_format({**cell, "bold": True, "bg_color": "#DDE6EE"}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "note": book.add_format(
            {"font_size": 9, "italic": True, "text_wrap": True, "valign": "top"}
        ),
    }


def _action_plan(report: Report, sheet: Worksheet, styles: dict[str, Any]) -> None:
    sheet.write_string(0, 0, report.plan.title, styles["title"])
    found = [f"{report.say('plan.found')}: {sentence}" for sentence in report.plan.found]
    outline = [
        f"{title}: {'; '.join(f'{step.rank}. {step.title}' for step in steps)}"
        for title, steps in report.plan.outline
    ]
    notes = (*report.plan.lead, *found, *outline, report.plan.cites, report.plan.origin)
    width = (sum(PLAN_WIDTHS),)
    for line, text in enumerate(notes, start=1):
        # As wide as the table: what runs beyond it would shrink the printed page to fit.
        sheet.merge_range(line, 0, line, len(PLAN_WIDTHS) - 1, "", styles["note"])
        sheet.write_string(line, 0, text, styles["note"])
        sheet.set_row(line, LINE_HEIGHT * _lines((text,), width))
    first = len(notes) + 2
    _filled(report, sheet, report.rows, styles, first)


def _filled(
    report: Report, sheet: Worksheet, steps: tuple[Row, ...], styles: dict[str, Any], first: int
) -> None:
    """The steps with what is noted on them, and the states to choose from."""
    heads = tuple(report.say(key) for key in COLUMNS)
    rows = [
        (row.rank or "", row.title, row.person, report.due(row.note), row.note.evidence,
         report.state(row.note), row.note.reason)
        for row in steps
    ]  # fmt: skip
    _table(sheet, heads, rows, PLAN_WIDTHS, styles, first)
    for line, row in enumerate(steps, start=first + 1):
        if row.note.due:
            sheet.write_datetime(line, DUE, row.note.due, styles["date"])
        else:
            sheet.write_blank(line, DUE, None, styles["date"])
    if rows:
        states = {"validate": "list", "source": list(report.states)}
        sheet.data_validation(first + 1, STATUS, first + len(rows), STATUS, states)
    sheet.set_landscape()


def _keep(report: Report, sheet: Worksheet) -> None:
    """What is needed to read the workbook back, as text in every cell."""
    origin, advice = report.origin, report.advice
    number, hash = origin.record or ("", "")
    facts = json.dumps(origin.facts.document(), ensure_ascii=False)
    rows = [
        ("schema", SCHEMA),
        ("language", report.language),
        ("knowledge", advice.knowledge.version, advice.knowledge.digest),
        ("facts", facts),
        ("record", str(number), hash),
        ("key", origin.key),
    ]
    for row in (*report.rows, *report.departed):
        note = json.dumps(as_json({row.step: row.note})[row.step], ensure_ascii=False)
        rows.append(("step", row.step, row.title, row.actor, note))
    for line, cells in enumerate(rows):
        for column, text in enumerate(cells):
            sheet.write_string(line, column, text)
    sheet.hide()


def _reasons(report: Report, sheet: Worksheet, styles: dict[str, Any]) -> None:
    keys = ("plan.number", "plan.step", "plan.why", "report.because", "plan.from")
    heads = tuple(report.say(key) for key in keys)
    rows = [
        (s.rank, s.title, f"{r.title}. {r.why}", "\n".join(r.because), r.source)
        for s in report.plan.steps
        for r in s.reasons
    ]
    _table(sheet, heads, rows, (5, 45, 55, 55, 45), styles)
    sheet.set_landscape()


def _table(
    sheet: Worksheet,
    heads: tuple[str, ...],
    rows: Any,
    widths: tuple[int, ...],
    styles: dict[str, Any],
    first: int = 0,
) -> None:
    """A table whose head is frozen, repeated on each printed page, and fitted to its width."""
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.write_string(first, column, head, styles["head"])
        sheet.set_column(column, column, width)
    for line, row in enumerate(rows, start=first + 1):
        sheet.set_row(line, LINE_HEIGHT * _lines(row, widths))
        for column, value in enumerate(row):
            write = sheet.write_number if isinstance(value, int) else sheet.write_string
            write(line, column, value, styles["cell"])
    sheet.freeze_panes(first + 1, 0)
    sheet.repeat_rows(first)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _lines(row: Any, widths: tuple[int, ...]) -> int:
    """How many lines the fullest cell takes; a program may keep the height the file states."""
    cells = zip(map(str, row), widths, strict=True)
    return max(
        sum(max(1, ceil(len(line) / (width * FILL))) for line in text.split("\n"))
        for text, width in cells
    )
