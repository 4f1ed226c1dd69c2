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
_MARKS = re.compile(
    rb"<(?:\w+:)?(?:mergeCell\s+ref=\"([A-Z0-9:]{1,30})\"|row\s[^>]*?\br=\"(\d{1,9})\"[^>]*)"
)
_HIDDEN = re.compile(rb"\shidden=\"(?:1|true)\"")
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


def look_at(path: Path, header: int) -> tuple[int, tuple[Said, ...]]:
    """How many rows the sheet has, and what is told of it: which sheets with content are left
    unread, and how many rows that are read nobody sees.

    Raises AdvisorError when cells below the row `header` are merged: all but the first would count
    as not known.
    """
    book = workbook(path)
    form = form_of(book)
    merged: list[str] = []
    hidden = 0
    for found in _found(path, form):
        merged += [found[1].decode()] if found[1] and _last_row(found[1]) > header else []
        hidden += bool(found[2]) and int(found[2]) > header and bool(_HIDDEN.search(found[0]))
    if merged:
        raise refuse(path, "batch.merged", sheet=form.title, cells=tuple(merged[:_TOLD]))
    own = {form.title, *_titles("guide"), *_titles("lists")}
    others = [
        sheet.title
        for sheet in book.worksheets
        if sheet.sheet_state == "visible" and sheet.title not in own and _filled(sheet)
    ]
    notes = [said("batch.other-sheets", sheet=form.title, others=tuple(others))] if others else []
    notes += [said("batch.hidden-rows", count=hidden)] if hidden else []
    return form.max_row or header, tuple(notes)


def _titles(sheet: str) -> set[str]:
    return {word(f"template.{sheet}", language) for language in LANGUAGES}


def _filled(sheet: Any) -> bool:
    sheet.reset_dimensions()
    return any(part.value is not None for line in sheet.rows for part in line)


def _found(path: Path, sheet: Any) -> Iterator[re.Match[bytes]]:
    """The merged cells and the rows' own marks, which openpyxl does not stream."""
    with zipfile.ZipFile(path) as packed, packed.open(sheet._worksheet_path) as stream:
        rest = b""
        while block := stream.read(BLOCK):
            data = rest + block
            end = data.rfind(b">") + 1
            yield from _MARKS.finditer(data, 0, end)
            rest = data[end:][-BLOCK:]


def _last_row(cells: bytes) -> int:
    return int(re.sub(rb"[^0-9]", b"", cells.rpartition(b":")[2]))
