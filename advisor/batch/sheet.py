"""XLSX: one sheet, streamed; a formula is refused, never computed and never trusted."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from advisor.batch.book import form_of, look_at, workbook
from advisor.batch.lines import cell
from advisor.batch.slices import BELOW_HEADER, ROW, Position, Reject, Slice, refuse
from advisor.language import Said, said

MOST_BYTES = 2_000_000_000
"""How much an XLSX may unpack to; more is an attack or a mistake."""
MOST_SHARED = 300_000_000
SHEET_ROWS = 10_000


@dataclass(frozen=True)
class Sheet:
    """The form of a workbook, or else its first sheet that is not hidden; its header in row 1."""

    path: Path
    columns: tuple[str, ...]
    size: int
    start: Position = BELOW_HEADER
    unread: Said | None = None

    @classmethod
    def open(cls, path: Path) -> "Sheet":
        """Read the header. Raises AdvisorError."""
        _refuse_bombs(path)
        rows = _rows(path)
        first = next(rows, None)
        if first is None:
            raise refuse(path, "reader.empty")
        columns = [str(part.value or "").strip() for part in first]
        while columns and not columns[-1]:
            columns.pop()
        if not columns:
            raise refuse(path, "reader.empty")
        size, unread = look_at(path)
        return cls(path, tuple(columns), size, unread=unread)

    def slices(self, start: Position) -> Iterator[Slice]:
        """So many rows at a time; wholly empty rows are passed over."""
        rows = islice(_rows(self.path), start.offset + 1, None)
        offset = start.offset
        while some := list(islice(rows, SHEET_ROWS)):
            good: list[tuple[int, list[str]]] = []
            rejects: list[Reject] = []
            for number, parts in enumerate(some, start=offset + 2):
                read = self._read(number, parts)
                if isinstance(read, Reject):
                    rejects.append(read)
                elif any(read):
                    good.append((number, read))
            offset += len(some)
            yield Slice(self._frame(good), rejects, Position(offset, offset + 2))

    def _read(self, row: int, parts: tuple[Any, ...]) -> list[str] | Reject:
        texts: list[str] = []
        for place, part in enumerate(parts):
            column = self.columns[place] if place < len(self.columns) else f"#{place + 1}"
            text = _text(part)
            if part.data_type == "f":
                return Reject(row, column, str(part.value), said("batch.formula"))
            if part.data_type == "e" or text is None:
                return Reject(row, column, str(part.value), said("batch.cell"))
            if text and place >= len(self.columns):
                return Reject(row, column, text, said("batch.beyond", columns=len(self.columns)))
            texts.append(text)
        return [*texts, *[""] * len(self.columns)][: len(self.columns)]

    def _frame(self, rows: list[tuple[int, list[str]]]) -> pl.DataFrame:
        schema = dict.fromkeys(self.columns, pl.String)
        frame = pl.DataFrame([texts for _, texts in rows], schema=schema, orient="row")
        return frame.insert_column(0, pl.Series(ROW, [n for n, _ in rows], dtype=pl.Int64))


def _text(part: Any) -> str | None:
    value = part.value
    if value is None:
        return ""
    return str(value) if isinstance(value, date | time) else cell(value)


def _rows(path: Path) -> Iterator[tuple[Any, ...]]:
    try:
        sheet = form_of(workbook(path))
        sheet.reset_dimensions()
        yield from sheet.rows
    except Exception as error:  # a broken workbook raises anything: KeyError, ParseError, OSError
        raise refuse(path, "batch.broken", reason=type(error).__name__) from error


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise refuse(path, "batch.broken", reason=type(error).__name__) from error
    shared = sum(p.file_size for p in parts if p.filename.endswith("sharedStrings.xml"))
    if sum(part.file_size for part in parts) > MOST_BYTES or shared > MOST_SHARED:
        raise refuse(path, "batch.unpacks", most=MOST_BYTES)
