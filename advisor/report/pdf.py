"""The plan as PDF, set by typst from the template `a4.typ`."""

import datetime
import json
from dataclasses import asdict
from importlib.resources import files
from typing import Any

import typst

from advisor.report.content import Report

TEMPLATE = files("advisor.report").joinpath("a4.typ").read_bytes()
# Fixed, so that the same advice gives the same bytes.
TIMESTAMP = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
HEADINGS = (
    "plan.number", "plan.step", "report.person", "report.deadline", "report.evidence",
    "report.status", "plan.why", "plan.from", "plan.open", "report.action-plan", "report.details",
    "report.answers", "report.question", "report.answer",
)  # fmt: skip


def content(report: Report) -> bytes:
    """A tagged (PDF/UA-1) document; every text goes in as data, none as markup."""
    fonts = typst.Fonts(include_system_fonts=False)
    data = json.dumps(_data(report), ensure_ascii=False)
    compiler = typst.Compiler(TEMPLATE, font_paths=fonts, sys_inputs={"data": data})
    pdf = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=TIMESTAMP)
    assert isinstance(pdf, bytes)
    return pdf


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
        "answers": report.answers,
    }
