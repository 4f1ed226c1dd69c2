"""The sheets of a workbook: which are read, and what about one would be misread."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import LANGUAGES, said, shortened
from advisor.common.messages import word
from advisor.knowledge.spelling import plain

BLOCK = 1_000_000
_MARKS = re.compile(
    rb"<(?:\w+:)?(?:mergeCell\s+ref=\"([A-Z0-9:]{1,30})\"|row\s[^>]*?\br=\"(\d{1,9})\"[^>]*)"
)
_HIDDEN = re.compile(rb"\shidden=\"(?:1|true)\"")


def form_of(book: Any) -> Any:
    """The sheet that templates call the form, or else the first that is not hidden."""
    seen = _visible(book)
    forms = [sheet for sheet in seen if sheet.title in _titles("form")]
    return (forms or seen or book.worksheets)[0]


def named(path: Path, book: Any, name: str) -> Any:
    """The sheet of this name, hidden or not. Raises AdvisorError when there is none."""
    titles = {plain(sheet.title): sheet for sheet in reversed(book.worksheets)}
    if sheet := titles.get(plain(name)):
        return sheet
    known = tuple(sheet.title for sheet in book.worksheets)
    message = said("batch.no-sheet", name=shortened(name), known=known)
    raise AdvisorError([Problem(str(path), None, message, did_you_mean(name, known))])


def filled_sheets(book: Any) -> list[Any]:
    """The sheets with content that are not hidden, without those that templates add."""
    own = {*_titles("guide"), *_titles("lists")}
    return [sheet for sheet in _visible(book) if sheet.title not in own and _filled(sheet)]


def hidden_sheets(book: Any) -> tuple[str, ...]:
    """The titles of the hidden sheets with content, without those that templates add."""
    own, seen = {*_titles("guide"), *_titles("lists")}, _visible(book)
    hidden = [sheet for sheet in book.worksheets if sheet not in seen and sheet.title not in own]
    return tuple(sheet.title for sheet in hidden if _filled(sheet))


def marks(path: Path, sheet: Any, header: int) -> tuple[list[str], int]:
    """What openpyxl does not stream of the rows below `header`: the merged cells that reach there,
    and how many of the rows nobody sees.
    """
    merged: list[str] = []
    hidden = 0
    for found in _found(path, sheet):
        merged += [found[1].decode()] if found[1] and _last_row(found[1]) > header else []
        hidden += bool(found[2]) and int(found[2]) > header and bool(_HIDDEN.search(found[0]))
    return merged, hidden


class Merged(NamedTuple):
    """Merged cells: their first and last columns and rows, from 1."""

    left: int
    first: int
    right: int
    last: int


def merged_of(cells: str) -> Merged:
    """The edges of merged cells, as `A2:C2` tells them."""
    from openpyxl.utils.cell import range_boundaries

    return Merged(*(edge or 0 for edge in range_boundaries(cells)))


def _visible(book: Any) -> list[Any]:
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


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
