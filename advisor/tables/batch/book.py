"""Which sheet of a workbook is read, and what about the workbook would be misread."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from advisor.common.language import LANGUAGES, Said, said
from advisor.common.messages import word
from advisor.tables.batch.slices import refuse

BLOCK = 1_000_000
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s+ref=\"([A-Z0-9:]{1,30})\"")
_TOLD = 5


def workbook(path: Path) -> Any:
    """The workbook, to be streamed."""
    from openpyxl import load_workbook

    return load_workbook(path, read_only=True)


def form_of(book: Any) -> Any:
    """The sheet that templates call the form, or else the first that is not hidden."""
    seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    forms = [sheet for sheet in seen if sheet.title in _titles("form")]
    return (forms or seen or book.worksheets)[0]


def look_at(path: Path) -> tuple[int, Said | None]:
    """How many rows stand below the header, and which sheets with content are left unread.

    Raises AdvisorError when cells are merged: all but the first would count as not known.
    """
    book = workbook(path)
    form = form_of(book)
    if merged := list(_merged(path, form)):
        raise refuse(path, "batch.merged", sheet=form.title, cells=tuple(merged[:_TOLD]))
    own = {form.title, *_titles("guide"), *_titles("lists")}
    others = [
        sheet.title
        for sheet in book.worksheets
        if sheet.sheet_state == "visible" and sheet.title not in own and _filled(sheet)
    ]
    unread = said("batch.other-sheets", sheet=form.title, others=tuple(others)) if others else None
    return (form.max_row or 1) - 1, unread


def _titles(sheet: str) -> set[str]:
    return {word(f"template.{sheet}", language) for language in LANGUAGES}


def _filled(sheet: Any) -> bool:
    sheet.reset_dimensions()
    return any(part.value is not None for line in sheet.rows for part in line)


def _merged(path: Path, sheet: Any) -> Iterator[str]:
    """The ranges of merged cells. They stand behind the rows, where openpyxl does not stream."""
    with zipfile.ZipFile(path) as packed, packed.open(sheet._worksheet_path) as stream:
        rest = b""
        while block := stream.read(BLOCK):
            data = rest + block
            end = data.rfind(b">") + 1
            yield from (found[1].decode() for found in _MERGED.finditer(data, 0, end))
            rest = data[end:][-BLOCK:]
