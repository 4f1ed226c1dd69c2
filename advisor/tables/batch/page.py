"""Charts and tables as a page: HTML that needs nothing else, or Markdown."""

import re
from collections.abc import Sequence
from pathlib import Path

from advisor.common.language import Language
from advisor.common.messages import number
from advisor.presentation.chart import Chart, svg_element
from advisor.presentation.html import document
from advisor.presentation.markdown import escape
from advisor.tables.batch.summary_wording import Table

_NUMBER = re.compile(r"[+−]?[0-9][0-9.,]*%?")


def html_page(
    title: str,
    lead: Sequence[str],
    charts: Sequence[Chart],
    tables: Sequence[Table],
    language: Language,
) -> str:
    """A whole HTML document."""
    return document(
        Path(__file__).with_suffix(".html"),
        title=title,
        lead=lead,
        charts=map(svg_element, charts),
        tables=tables,
        language=language,
        numeric=_numeric,
        shown=shown,
    )


def markdown_page(
    title: str, lead: Sequence[str], tables: Sequence[Table], language: Language
) -> str:
    """A Markdown document; the tables only."""
    parts = [f"# {_plain(title)}", *map(_plain, lead)]
    for table in tables:
        head = "| " + " | ".join(map(_plain, table.heads)) + " |"
        rule = "|" + "|".join("---:" if n else "---" for n in _numeric(table)) + "|"
        told = [[_plain(shown(cell, language)) for cell in row] for row in table.rows]
        rows = ["| " + " | ".join(row) + " |" for row in told]
        parts += [f"## {_plain(table.title)}", "\n".join((head, rule, *rows))]
        parts += [_plain(table.note)] if table.note else []
    return "\n\n".join(parts) + "\n"


def shown(cell: str | int, language: Language) -> str:
    """What a table shows of a cell."""
    return number(cell, language) if isinstance(cell, int) else cell


def _numeric(table: Table) -> list[bool]:
    first = table.rows[0] if table.rows else ("",) * len(table.heads)
    return [isinstance(cell, int) or bool(_NUMBER.fullmatch(cell)) for cell in first]


def _plain(text: str) -> str:
    """The text as one line that Markdown shows as it is written."""
    return escape(" ".join(text.split()))
