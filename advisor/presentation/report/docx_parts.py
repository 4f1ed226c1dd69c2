"""What every DOCX of ours is made of: tables, and bytes that no clock changes."""

import datetime
import zipfile
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from docx.oxml import OxmlElement
from docx.shared import Cm

# Fixed, so that the same content gives the same bytes.
CREATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def named(document: Any, title: str, language: str) -> None:
    """Give the document its title and language, and no author."""
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.language = language
    properties.created = properties.modified = CREATED


def table(
    document: Any, heads: Iterable[str], rows: Iterable[Iterable[str]], widths: tuple[float, ...]
) -> None:
    """A ruled table; widths in cm. Its head is repeated on each page, no row is cut by one."""
    made = document.add_table(rows=1, cols=len(widths), style="Table Grid")
    made.autofit = False
    for cell, head in zip(made.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    mark(made.rows[0], "w:tblHeader")
    for row in rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = text
    for row in made.rows:
        mark(row, "w:cantSplit")
    wide(made, widths)


def wide(table: Any, widths: tuple[float, ...]) -> None:
    """Give the columns of a table these widths, in cm."""
    # Word goes by the cells' widths, LibreOffice by the columns'.
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)


def mark(row: Any, name: str) -> None:
    """Mark a row as `w:tblHeader` (repeated on each page) or `w:cantSplit` (kept on one page)."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def same_bytes(document: Any) -> bytes:
    """The document's bytes with the archive's own dates fixed."""
    written, fixed = BytesIO(), BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            target.writestr(entry, source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
