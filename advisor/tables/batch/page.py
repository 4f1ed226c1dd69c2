"""Charts and tables as a page: HTML that needs nothing else, or Markdown."""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from advisor.common.language import Language
from advisor.common.messages import number
from advisor.presentation.chart import Chart, svg_element
from advisor.presentation.markdown import escape
from advisor.tables.batch.summary_wording import Table

_NUMBER = re.compile(r"[+−]?[0-9][0-9.,]*%?")
STYLE = """
body { font: 16px/1.5 system-ui, 'DejaVu Sans', Arial, sans-serif; color: #111; max-width: 62rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
svg { max-width: 100%; height: auto; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; margin: 1rem 0; }
th, td { border-bottom: 1px solid #999; padding: .3rem .6rem; text-align: left;
  vertical-align: top; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
"""


def html_page(
    title: str,
    lead: Sequence[str],
    charts: Sequence[Chart],
    tables: Sequence[Table],
    language: Language,
) -> str:
    """A whole HTML document."""
    root = Element("html", lang=language)
    head = SubElement(root, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    SubElement(head, "title").text = title
    SubElement(head, "style").text = STYLE
    main = SubElement(SubElement(root, "body"), "main")
    SubElement(main, "h1").text = title
    for line in lead:
        SubElement(main, "p").text = line
    for chart in charts:
        SubElement(main, "figure", style="margin:1.5rem 0").append(svg_element(chart))
    for table in tables:
        _table(main, table, language)
    return "<!doctype html>\n" + tostring(root, encoding="unicode", method="html") + "\n"


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


def _table(parent: Element, table: Table, language: Language) -> None:
    SubElement(parent, "h2").text = table.title
    body = SubElement(SubElement(parent, "div", {"class": "wide"}), "table")
    numeric = _numeric(table)
    row = SubElement(SubElement(body, "thead"), "tr")
    for head, is_number in zip(table.heads, numeric, strict=True):
        SubElement(row, "th", {"scope": "col", "class": "n" if is_number else ""}).text = head
    rows = SubElement(body, "tbody")
    for cells in table.rows:
        row = SubElement(rows, "tr")
        for cell, is_number in zip(cells, numeric, strict=True):
            SubElement(row, "td", {"class": "n" if is_number else ""}).text = shown(cell, language)
    if table.note:
        SubElement(parent, "p").text = table.note


def shown(cell: str | int, language: Language) -> str:
    """What a table shows of a cell."""
    return number(cell, language) if isinstance(cell, int) else cell


def _numeric(table: Table) -> list[bool]:
    first = table.rows[0] if table.rows else ("",) * len(table.heads)
    return [isinstance(cell, int) or bool(_NUMBER.fullmatch(cell)) for cell in first]


def _plain(text: str) -> str:
    """The text as one line that Markdown shows as it is written."""
    return escape(" ".join(text.split()))
