"""The plan as a DOCX that an office can go on editing."""

from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.shared import Cm, Pt

from advisor.presentation.report.content import Report
from advisor.presentation.report.docx_parts import named, same_bytes, table
from advisor.presentation.view import StepView

COLUMNS = (
    "plan.number", "plan.step", "report.person", "report.deadline", "report.evidence",
    "report.status",
)  # fmt: skip
WIDTHS = (1.2, 9.0, 5.0, 3.0, 4.0, 3.2)


def content(report: Report) -> bytes:
    """A landscape A4 document: the action plan as a table, then each step with its reasons."""
    document = docx.Document()
    _page(document, report)
    document.add_heading(report.plan.title, level=0)
    for paragraph in report.plan.lead:
        document.add_paragraph(paragraph)
    if report.plan.found:
        document.add_heading(report.say("plan.found"), level=1)
    for sentence in report.plan.found:
        document.add_paragraph(sentence, style="List Bullet")
    for title, steps in report.plan.outline:
        document.add_heading(title, level=1)
        for step in steps:
            document.add_paragraph(f"{step.rank}. {step.title}")
    if report.plan.steps:
        _action_plan(document, report)
        document.add_heading(report.say("report.details"), level=1)
        for step in report.plan.steps:
            _step(document, report, step)
    _departed(document, report)
    _open(document, report)
    _answers(document, report)
    document.add_paragraph("\n".join(filter(None, (report.plan.cites, report.plan.origin))))
    return same_bytes(document)


def _page(document: Any, report: Report) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(2.1)
    document.styles["Normal"].font.size = Pt(11)
    named(document, report.plan.title, report.language)


def _action_plan(document: Any, report: Report) -> None:
    document.add_heading(report.say("report.action-plan"), level=1)
    heads = tuple(report.say(key) for key in COLUMNS)
    rows = [(str(row.rank), *report.cells(row)) for row in report.rows]
    table(document, heads, rows, WIDTHS)
    document.add_paragraph(report.plan.legend).runs[0].font.size = Pt(9)


def _departed(document: Any, report: Report) -> None:
    """The steps that the plan lacks now, with what is noted on them."""
    if report.departed:
        document.add_heading(report.say("report.departed"), level=1)
        heads = tuple(report.say(key) for key in COLUMNS[1:])
        table(document, heads, list(map(report.cells, report.departed)), (10.2, *WIDTHS[2:]))


def _step(document: Any, report: Report, step: StepView) -> None:
    document.add_heading(f"{step.rank}. {step.title}", level=2)
    for key, text in step.facts:
        _labelled(document, report.say(key), text)
    for reason in step.reasons:
        _labelled(document, report.say("plan.why"), f"{reason.title}. {reason.why}")
        for item in reason.because:
            document.add_paragraph(item, style="List Bullet")
        _labelled(document, report.say("plan.from"), reason.source)


def _open(document: Any, report: Report) -> None:
    if report.plan.open_topics:
        document.add_heading(report.say("plan.open"), level=1)
    for topic, questions in report.plan.open_topics:
        document.add_heading(topic, level=2)
        for question in questions:
            document.add_paragraph(question, style="List Bullet")


def _answers(document: Any, report: Report) -> None:
    if report.answers:
        document.add_heading(report.say("report.answers"), level=1)
        heads = (report.say("report.question"), report.say("report.answer"))
        table(document, heads, report.answers, (14.0, 11.4))


def _labelled(document: Any, label: str, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{label}: ").bold = True
    paragraph.add_run(text)
