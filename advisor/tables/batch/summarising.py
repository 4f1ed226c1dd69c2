"""Writes a summary in the form its suffix says."""

import json
from pathlib import Path

from advisor.common.errors import refuse
from advisor.common.files import write_atomically
from advisor.common.language import Language
from advisor.presentation.chart import svg_text
from advisor.tables.batch.page import html_page, markdown_page
from advisor.tables.batch.summary import Summary
from advisor.tables.batch.summary_wording import SummaryView

FORMS = (".html", ".md", ".svg", ".json")


def refuse_form(path: Path, forms: tuple[str, ...] = FORMS) -> None:
    """Raises AdvisorError if none of the forms can be written there, before any work is done."""
    if path.suffix.lower() not in forms:
        raise refuse(path, "batch.suffix", suffix=path.suffix or "-", known=forms)
    if path.is_dir():
        raise refuse(path, "reader.directory")
    if not path.parent.is_dir():
        raise refuse(path, "summary.no-folder", folder=path.parent)


def write_summary(summary: Summary, path: Path, language: Language) -> None:
    """Write as HTML, Markdown, SVG or JSON. Raises AdvisorError."""
    write_atomically(path, summary_text(summary, path.suffix.lower(), language))


def summary_text(summary: Summary, form: str, language: Language) -> str:
    """The summary in one of FORMS."""
    view = SummaryView(summary, language)
    title = view.say("title")
    match form:
        case ".json":
            return json.dumps(summary.as_json(), ensure_ascii=False, indent=2) + "\n"
        case ".svg":
            return svg_text(view.charts())
        case ".md":
            return markdown_page(title, view.lead, view.tables(), language)
        case _:
            return html_page(title, view.lead, view.charts(), view.tables(), language)
