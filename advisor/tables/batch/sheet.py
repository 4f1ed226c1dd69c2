"""XLSX: one sheet, streamed; a formula is refused, never computed and never trusted."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from advisor.common.language import Said, said
from advisor.tables.batch.book import form_of, look_at, workbook
from advisor.tables.batch.header import Names, labels
from advisor.tables.batch.heading_row import HEAD_ROWS, above, heading_row
from advisor.tables.batch.json_line import cell
from advisor.tables.batch.slices import ROW, Position, Reject, Slice, refuse

MOST_BYTES = 2_000_000_000
"""How much an XLSX may unpack to; more is an attack or a mistake."""
MOST_SHARED = 300_000_000
SHEET_ROWS = 10_000
OLD_OR_LOCKED = bytes.fromhex("D0CF11E0")
"""How a file of old Excel begins, and one that is locked by a password."""


@dataclass(frozen=True)
class Sheet:
    """The form of a workbook, or else its first sheet that is not hidden."""

    path: Path
    headings: tuple[str, ...]
    size: int
    start: Position
    notes: tuple[Said, ...] = ()

    @classmethod
    def open(cls, path: Path, names: Names) -> "Sheet":
        """Find and read the header. Raises AdvisorError."""
        _refuse_unfit(path)
        rows = [
            [str("" if part.value is None else part.value).strip() for part in parts]
            for parts in islice(_rows(path), HEAD_ROWS)
        ]
        place = heading_row(path, rows, names)
        headings = rows[place]
        while not headings[-1]:
            headings.pop()
        size, notes = look_at(path, place + 1)
        start = Position(place + 1, place + 2)
        return cls(path, tuple(headings), size, start, (*above(rows, place), *notes))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """A name for each column."""
        return labels(self.headings)

    def slices(self, start: Position) -> Iterator[Slice]:
        """So many rows at a time."""
        lines = islice(_rows(self.path), start.offset, None)
        offset = start.offset
        while some := list(islice(lines, SHEET_ROWS)):
            rows: list[tuple[int, list[str]]] = []
            rejects: list[Reject] = []
            for number, parts in enumerate(some, start=offset + 1):
                texts = [_text(part) for part in parts]
                rows.append((number, self._fitted(texts)))
                rejects += self._bad(number, parts, texts)
            offset += len(some)
            yield Slice(self._frame(rows), rejects, Position(offset, offset + 1))

    def _bad(self, row: int, parts: tuple[Any, ...], texts: list[str | None]) -> Iterator[Reject]:
        """The cells of a row that hold no text to be read."""
        width = len(self.columns)
        for place, (part, text) in enumerate(zip(parts, texts, strict=True)):
            column = self.columns[place] if place < width else f"#{place + 1}"
            if part.data_type == "f":
                yield Reject(row, column, _formula(part.value), said("batch.formula"))
            elif text is None:
                yield Reject(row, column, str(part.value), said("batch.cell"))
            elif text and place >= width:
                yield Reject(row, column, text, said("batch.beyond", columns=width))

    def _fitted(self, texts: list[str | None]) -> list[str]:
        width = len(self.columns)
        return [*(text or "" for text in texts[:width]), *[""] * (width - len(texts))]

    def _frame(self, rows: list[tuple[int, list[str]]]) -> pl.DataFrame:
        schema = dict.fromkeys(self.columns, pl.String)
        frame = pl.DataFrame([texts for _, texts in rows], schema=schema, orient="row")
        return frame.insert_column(0, pl.Series(ROW, [n for n, _ in rows], dtype=pl.Int64))


def _formula(value: Any) -> str:
    """A formula as written; that of several cells at once is an object."""
    return str(getattr(value, "text", value))


def _text(part: Any) -> str | None:
    value = part.value
    if part.data_type in ("f", "e"):
        return None
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


def _refuse_unfit(path: Path) -> None:
    with path.open("rb") as stream:
        if stream.read(len(OLD_OR_LOCKED)) == OLD_OR_LOCKED:
            raise refuse(path, "batch.locked")
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise refuse(path, "batch.broken", reason=type(error).__name__) from error
    shared = sum(p.file_size for p in parts if p.filename.endswith("sharedStrings.xml"))
    if sum(part.file_size for part in parts) > MOST_BYTES or shared > MOST_SHARED:
        raise refuse(path, "batch.unpacks", most=MOST_BYTES)
