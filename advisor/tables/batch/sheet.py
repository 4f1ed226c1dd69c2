"""XLSX: one sheet, streamed; a formula is refused, never computed and never trusted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import Said, said
from advisor.common.workbook import opened, unbroken
from advisor.tables.batch.book import marks, merged_of
from advisor.tables.batch.header import REGION, Names, labels
from advisor.tables.batch.heading_row import HEAD_ROWS, above, heading_row
from advisor.tables.batch.json_line import cell
from advisor.tables.batch.slices import ROW, Position, Reject, Slice

SHEET_ROWS = 10_000
TOLD = 5


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook; `regions` is what merged cells hold in each row, and `region` the
    column's place from 0; `across` are the merged cells of a row, by row.
    """

    path: Path
    title: str
    headings: tuple[str, ...]
    size: int
    start: Position
    notes: tuple[Said, ...] = ()
    region: int = 0
    regions: dict[int, str] = field(default_factory=dict)
    across: dict[int, str] = field(default_factory=dict)

    @classmethod
    def open(
        cls, path: Path, sheet: Any, names: Names, where: str, fill_region: bool = False
    ) -> "Sheet":
        """Find and read the header; `where` is how messages call the sheet.

        Raises AdvisorError, also when cells of several rows below the header are merged: all but
        the first would count as not known. `fill_region` allows it in the column of the region.
        """
        rows = texts(path, sheet.title)
        at = heading_row(where, rows, names)
        headings = rows[at]
        while not headings[-1]:
            headings.pop()
        merged, hidden = marks(path, sheet, at + 1)
        regions = [n for n, heading in enumerate(headings) if REGION in names.keys(heading)]
        region = regions[0] if regions else -1
        edges = {cells: merged_of(cells) for cells in merged}
        across = {at.first: cells for cells, at in edges.items() if at.first == at.last}
        tall = {cells: at for cells, at in edges.items() if at.first != at.last}
        wrong = [c for c, at in tall.items() if not at.left == at.right == region + 1]
        spans = {at.first: at.last for c, at in tall.items() if c not in wrong}
        if wrong or (spans and not fill_region):
            hint = None if wrong else said("batch.merged-region")
            cells = tuple(wrong or merged)[:TOLD]
            told = said("batch.merged", sheet=sheet.title, cells=cells)
            raise AdvisorError([Problem(where, None, told, hint)])
        notes = (*above(rows, at), *([said("batch.hidden-rows", count=hidden)] if hidden else []))
        start, size = Position(at + 1, at + 2), sheet.max_row or at + 1
        filled = _regions(path, sheet.title, region, spans) if spans else {}
        return cls(path, sheet.title, tuple(headings), size, start, notes, region, filled, across)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """A name for each column."""
        return labels(self.headings)

    def slices(self, start: Position) -> Iterator[Slice]:
        """So many rows at a time."""
        lines = islice(_rows(self.path, self.title), start.offset, None)
        offset = start.offset
        while some := list(islice(lines, SHEET_ROWS)):
            rows: list[tuple[int, list[str]]] = []
            rejects: list[Reject] = []
            for number, parts in enumerate(some, start=offset + 1):
                texts = [text_of(part) for part in parts]
                rows.append((number, self._fitted(number, texts)))
                rejects += self._bad(number, parts, texts)
            offset += len(some)
            yield Slice(self._frame(rows), rejects, Position(offset, offset + 1))

    def _bad(self, row: int, parts: tuple[Any, ...], texts: list[str | None]) -> Iterator[Reject]:
        """The cells of a row that hold no text to be read."""
        width = len(self.columns)
        if row in self.across and any(texts):
            yield Reject(row, "", self.across[row], said("batch.merged-row"))
        for place, (part, text) in enumerate(zip(parts, texts, strict=True)):
            column = self.columns[place] if place < width else f"#{place + 1}"
            if part.data_type == "f":
                yield Reject(row, column, _formula(part.value), said("batch.formula"))
            elif text is None:
                yield Reject(row, column, str(part.value), said("batch.cell"))
            elif text and place >= width:
                yield Reject(row, column, text, said("batch.beyond", columns=width))

    def _fitted(self, row: int, texts: list[str | None]) -> list[str]:
        width = len(self.columns)
        cells = [*(text or "" for text in texts[:width]), *[""] * (width - len(texts))]
        if row in self.regions and any(cells):
            cells[self.region] = self.regions[row]
        return cells

    def _frame(self, rows: list[tuple[int, list[str]]]) -> pl.DataFrame:
        schema = dict.fromkeys(self.columns, pl.String)
        frame = pl.DataFrame([texts for _, texts in rows], schema=schema, orient="row")
        return frame.insert_column(0, pl.Series(ROW, [n for n, _ in rows], dtype=pl.Int64))


def _formula(value: Any) -> str:
    """A formula as written; that of several cells at once is an object."""
    return str(getattr(value, "text", value))


def text_of(part: Any) -> str | None:
    """A cell as text; None for a formula, an error, and what is not one value."""
    value = part.value
    if part.data_type in ("f", "e"):
        return None
    if value is None:
        return ""
    return str(value) if isinstance(value, date | time) else cell(value)


def _regions(path: Path, title: str, column: int, spans: dict[int, int]) -> dict[int, str]:
    """What merged cells of a column hold, for each of their rows; `spans` are first and last."""
    found: dict[int, str] = {}
    for row, parts in enumerate(_rows(path, title), start=1):
        if row in spans and column < len(parts):
            text = text_of(parts[column]) or ""
            found |= dict.fromkeys(range(row, spans[row] + 1), text)
    return found


def texts(path: Path, title: str) -> list[list[str]]:
    """The cells of the rows among which the headings of a sheet are."""
    return [
        [str("" if part.value is None else part.value).strip() for part in parts]
        for parts in islice(_rows(path, title), HEAD_ROWS)
    ]


def _rows(path: Path, title: str) -> Iterator[tuple[Any, ...]]:
    with opened(path, str(path)) as book, unbroken(str(path)):
        sheet = book[title]
        sheet.reset_dimensions()
        yield from sheet.rows
