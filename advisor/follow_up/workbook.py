"""A workbook that somebody filled in, opened with care: a few small sheets, or it is refused."""

from dataclasses import dataclass
from typing import Any

from advisor.common.errors import Problem, refuse
from advisor.common.language import Said
from advisor.common.workbook import opened, refuse_unfit, unbroken

MOST_BYTES = 20_000_000
"""How much a workbook of one plan may unpack to."""
MOST_ROWS = 5000
MOST_COLUMNS = 200


@dataclass(frozen=True)
class Sheet:
    """One sheet; `rows` are openpyxl's cells from the first row on, `merged` the merged cells."""

    name: str
    title: str
    hidden: bool
    rows: list[tuple[Any, ...]]
    merged: tuple[Any, ...]

    def place(self, row: int, column: int) -> str:
        """A cell as people name it, `Rencana aksi!C7`; row and column count from 0."""
        from openpyxl.utils import get_column_letter

        return f"{self.title}!{get_column_letter(column + 1)}{row + 1}"

    def problem(self, row: int, column: int, message: Said, hint: Said | None = None) -> Problem:
        """A problem at a cell."""
        return Problem(f"{self.name} {self.place(row, column)}", None, message, hint)

    def texts(self, row: int) -> list[str]:
        """The cells of a row as text."""
        return [str("" if cell.value is None else cell.value).strip() for cell in self.rows[row]]


def sheets_of(content: bytes, name: str) -> list[Sheet]:
    """The sheets of a workbook; messages call it `name`. Raises AdvisorError."""
    refuse_unfit(content, name, MOST_BYTES, "filled.unpacks")
    with opened(content, name) as book, unbroken(name):
        if any(map(_is_vast, book.worksheets)):
            raise refuse(name, "filled.unpacks")
    with opened(content, name, streamed=False) as book, unbroken(name):
        return [_sheet(name, sheet) for sheet in book.worksheets]


def _is_vast(sheet: Any) -> bool:
    """Whether it reaches so far that its empty cells alone would fill the memory."""
    sheet.reset_dimensions()
    rows = enumerate(sheet.rows)
    return any(number >= MOST_ROWS or len(row) > MOST_COLUMNS for number, row in rows)


def _sheet(name: str, sheet: Any) -> Sheet:
    hidden = sheet.sheet_state != "visible"
    merged = tuple(sheet.merged_cells.ranges)
    return Sheet(name, sheet.title, hidden, list(sheet.iter_rows()), merged)
