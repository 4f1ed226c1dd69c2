"""A workbook that somebody filled in, opened with care: a few small sheets, or it is refused."""

import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import Said, said

OLD_OR_LOCKED = bytes.fromhex("D0CF11E0")
"""How a file of old Excel begins, and one that is locked by a password."""
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
    if content.startswith(OLD_OR_LOCKED):
        raise _refused(name, said("batch.locked"))
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > MOST_BYTES or _is_vast(content):
            raise _refused(name, said("filled.unpacks"))
        return [_sheet(name, sheet) for sheet in _opened(content, read_only=False).worksheets]
    except AdvisorError:
        raise
    except Exception as error:  # a broken workbook raises anything: KeyError, ParseError, OSError
        if isinstance(error, MemoryError):
            raise
        message = said("batch.broken", reason=type(error).__name__)
        raise _refused(name, message) from error


def _opened(content: bytes, read_only: bool) -> Any:
    from openpyxl import load_workbook

    return load_workbook(BytesIO(content), read_only=read_only)


def _is_vast(content: bytes) -> bool:
    """Whether a sheet reaches so far that its empty cells alone would fill the memory."""
    for sheet in _opened(content, read_only=True).worksheets:
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.rows):
            if number >= MOST_ROWS or len(row) > MOST_COLUMNS:
                return True
    return False


def _sheet(name: str, sheet: Any) -> Sheet:
    hidden = sheet.sheet_state != "visible"
    merged = tuple(sheet.merged_cells.ranges)
    return Sheet(name, sheet.title, hidden, list(sheet.iter_rows()), merged)


def _refused(name: str, message: Said) -> AdvisorError:
    return AdvisorError([Problem(name, None, message)])
