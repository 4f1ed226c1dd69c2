"""The plan as PDF, set by typst from the template `a4.typ`."""

from dataclasses import asdict
from importlib.resources import files
from typing import Any

from advisor.presentation.report.content import Report
from advisor.presentation.report.typesetting import typeset

TEMPLATE = files("advisor.presentation.report").joinpath("a4.typ").read_bytes()
HEADINGS = (
    "plan.number", "plan.step", "report.person", "report.deadline", "report.evidence",
    "report.status", "plan.why", "plan.from", "plan.open", "report.action-plan", "report.details",
    "report.departed", "report.answers", "report.question", "report.answer", "plan.found",
)  # fmt: skip


def content(report: Report) -> bytes:
    """A tagged (PDF/UA-1) document; every text goes in as data, none as markup."""
    return typeset(TEMPLATE, _data(report))


def _data(report: Report) -> dict[str, Any]:
    words = {key.partition(".")[2]: report.say(key) for key in HEADINGS}
    steps = [
        {**asdict(step), "facts": [[report.say(key), text] for key, text in step.facts]}
        for step in report.plan.steps
    ]
    return {
        "language": report.language,
        "words": words,
        "plan": {**asdict(report.plan), "steps": steps},
        "rows": [(str(row.rank), *report.cells(row)) for row in report.rows],
        "departed": list(map(report.cells, report.departed)),
        "answers": report.answers,
    }
