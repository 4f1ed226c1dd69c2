"""JSON Lines: a PD a line, either flat or in the form of a facts file."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

import polars as pl

from advisor.common.language import Said
from advisor.tables.batch.header import Names
from advisor.tables.batch.json_line import Line, cells_of
from advisor.tables.batch.slices import (
    FIRST_LINE,
    MAX_ROW_BYTES,
    ROW,
    Position,
    Reject,
    Slice,
)

LINES = 10_000
"""Lines that are read at once: as Python's own objects they take many times their size."""


@dataclass(frozen=True)
class JsonLines:
    """A file of JSON objects, one a line; the rows are numbered by their lines, from 1."""

    path: Path
    columns: tuple[str, ...]
    size: int
    start: Position = FIRST_LINE
    notes: tuple[Said, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """The columns; they have no other names."""
        return self.columns

    @classmethod
    def open(cls, path: Path, names: Names) -> "JsonLines":
        """There is no header: any term, `name`, `region` and what is to be kept may come."""
        mapped = {key for heading in names.mapped_headings for key in names.keys(heading)}
        own = ("name", "region", *names.vocabulary.asked)
        others = (column for column in own if not mapped.intersection(names.keys(column)))
        columns = tuple(dict.fromkeys((*others, *names.keep, *names.mapped_headings)))
        return cls(path, columns, path.stat().st_size)

    def slices(self, start: Position) -> Iterator[Slice]:
        """So many lines at a time."""
        with self.path.open("rb") as stream:
            stream.seek(start.offset)
            while (part := self._slice(stream, start)).after != start:
                yield part
                start = part.after

    def _slice(self, stream: IO[bytes], start: Position) -> Slice:
        rows: list[tuple[int, Line]] = []
        known = frozenset(self.columns)
        rejects: list[Reject] = []
        offset, row = start.offset, start.row
        for line, taken in islice(_lines(stream), LINES):
            if line:
                cells, faults = cells_of(line, known)
                told = line[:200].decode(errors="backslashreplace")
                rejects += (Reject(row, f.column, f.value or told, f.reason) for f in faults)
                rows.append((row, cells))
            offset, row = offset + taken, row + 1
        return Slice(self._frame(rows), rejects, Position(offset, row))

    def _frame(self, rows: list[tuple[int, Line]]) -> pl.DataFrame:
        schema = dict.fromkeys(self.columns, pl.String)
        frame = pl.DataFrame([cells for _, cells in rows], schema=schema).fill_null("")
        return frame.insert_column(0, pl.Series(ROW, [n for n, _ in rows], dtype=pl.Int64))


def _lines(stream: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    """The lines, cut where they are endless, empty ones too, and how many bytes each took."""
    while (read := _line(stream))[1]:
        yield read


def _line(stream: IO[bytes]) -> tuple[bytes, int]:
    line = stream.readline(MAX_ROW_BYTES + 2)
    taken = len(line)
    part = line
    while part and not part.endswith(b"\n"):
        part = stream.readline(1_000_000)
        taken += len(part)
    return line.rstrip(), taken
