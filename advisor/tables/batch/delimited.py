"""CSV: read in blocks of bytes, fast when a block is clean, record by record when it is not."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import IO

import polars as pl

from advisor.common.errors import refuse
from advisor.common.language import Said, said
from advisor.tables.batch.encoding import Utf8
from advisor.tables.batch.header import Names, labels
from advisor.tables.batch.heading_row import HEAD_ROWS, SEPARATORS, above, heading_row, known
from advisor.tables.batch.headings import exactly
from advisor.tables.batch.records import MAX_LINES, certain, sorted_out
from advisor.tables.batch.safe import BYTE_ORDER_MARK
from advisor.tables.batch.slices import (
    MAX_ROW_BYTES,
    ROW,
    SLICE_ROWS,
    Position,
    Reject,
    Slice,
)

HEAD_BYTES = 4 * MAX_ROW_BYTES
"""So many bytes are searched for the headings."""
_SEPARATOR_LINE = re.compile(rb'"?sep=([,;\t|])"?\r?\n', re.IGNORECASE)
"""How spreadsheets say in the file what separates its cells; they do not count it as a row."""


@dataclass(frozen=True)
class Delimited:
    """A CSV file with a header; commas, semicolons, tabs or bars, whichever give most headings.

    `headings` are as the file has them; `columns` the same, each with a name of its own.
    """

    path: Path
    headings: tuple[str, ...]
    separator: str
    start: Position
    size: int
    content: Utf8
    notes: tuple[Said, ...] = ()

    @classmethod
    def open(cls, path: Path, names: Names | None = None) -> "Delimited":
        """Find and read the header. Raises AdvisorError."""
        content = Utf8(path)
        with content.path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
        skipped = len(BYTE_ORDER_MARK) if head.startswith(BYTE_ORDER_MARK) else 0
        sure = _SEPARATOR_LINE.match(head, skipped)
        skipped = sure.end() if sure else skipped
        records = list(islice(_head_records(path, head[skipped:]), HEAD_ROWS))
        best = _Split(records, names)
        separator = sure[1].decode() if sure else max(SEPARATORS, key=best.worth)
        rows = best.rows(separator)
        place = heading_row(path, rows, names)
        _refuse_unfit(path, records[place])
        start = Position(skipped + sum(len(part) for part in records[: place + 1]), place + 2)
        notes = (*((content.note,) if content.note else ()), *above(rows, place))
        headings = tuple(cell.strip() for cell in rows[place])
        size = content.path.stat().st_size
        return cls(path, headings, separator, start, size, content, notes)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """A name for each column."""
        return labels(self.headings)

    def slices(self, start: Position) -> Iterator[Slice]:
        """Blocks of whole records."""
        offset, row = start.offset, start.row
        with self.content.path.open("rb") as stream:
            stream.seek(offset)
            for block, used, endless in self._blocks(stream):
                rows, bad, row = self._parsed(block, row)
                if endless:
                    bad.append(Reject(row, "", "", said("batch.row-too-long", most=MAX_ROW_BYTES)))
                    row += 1
                offset += used
                yield Slice(rows, bad, Position(offset, row))

    def _blocks(self, stream: IO[bytes]) -> Iterator[tuple[bytes, int, bool]]:
        """Whole records, how many bytes they took, and whether an endless row follows them."""
        rest = b""
        while data := stream.read(self._block_size):
            data = rest + data
            last = data.rfind(b"\n") + 1
            if len(data) - last > MAX_ROW_BYTES:
                yield data[:last], len(data) + _skip_line(stream), True
                rest = b""
                continue
            end = certain(data[:last], self.separator, len(self.columns))
            if end:
                yield data[:end], end, False
            rest = data[end:]
        if rest:
            yield rest, len(rest), False

    @property
    def _block_size(self) -> int:
        """So many bytes that even the shortest rows stay below SLICE_ROWS or so."""
        return max(4 * MAX_ROW_BYTES, min(8_000_000, 2 * SLICE_ROWS * len(self.columns)))

    def _parsed(self, block: bytes, row: int) -> tuple[pl.DataFrame, list[Reject], int]:
        clean = self._clean(block)
        if clean is not None:
            return _numbered(clean, range(row, row + clean.height)), [], row + clean.height
        good, bad, after = sorted_out(block, self.separator, len(self.columns), row)
        frame = pl.DataFrame([fields for _, fields in good], schema=self._schema, orient="row")
        return _numbered(frame, [number for number, _ in good]), bad, after

    def _clean(self, block: bytes) -> pl.DataFrame | None:
        """The block as a table, or None if anything about it is not as it should be."""
        if b"\0" in block or block.count(b"\r") != block.count(b"\r\n"):
            return None
        head = self.separator.join(f"c{place}" for place in range(len(self.columns))).encode()
        try:
            frame = pl.read_csv(
                io.BytesIO(head + b"\n" + block),
                separator=self.separator,
                infer_schema=False,
                empty_string_is_null=False,
            )
        except pl.exceptions.PolarsError:
            return None
        frame.columns = list(self.columns)
        return frame if self._full(block, frame) else None

    def _full(self, block: bytes, frame: pl.DataFrame) -> bool:
        """Whether each line is a row, none is short or empty, and no cell holds a quote.

        polars fills short rows up, but their separators are missing; and it takes a stray quote
        for a part of the cell.
        """
        if frame.height != block.count(b"\n") + (not block.endswith(b"\n")):
            return False
        separators = block.count(self.separator.encode())
        if b'"' in block:
            if _count(frame, '"'):
                return False
            separators -= _count(frame, self.separator)
        blank = [exactly(column).str.strip_chars() == "" for column in self.columns]
        empty = frame.filter(blank[0]).select(pl.all_horizontal(blank).any()).item()
        return not empty and separators == (len(self.columns) - 1) * frame.height

    @property
    def _schema(self) -> dict[str, type[pl.String]]:
        return dict.fromkeys(self.columns, pl.String)


@dataclass(frozen=True)
class _Split:
    """The first records of a file, split by one separator or another."""

    records: list[bytes]
    names: Names | None

    def rows(self, separator: str) -> list[list[str]]:
        """The cells; what is no UTF-8 is told when the rows are read."""
        texts = (record.decode(errors="replace").strip("\r\n") for record in self.records)
        return [
            next(
                csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=separator), []
            )
            for text in texts
        ]

    def worth(self, separator: str) -> tuple[int, int]:
        """The headings in the row with most of them, and the cells of the first row."""
        rows = self.rows(separator)
        first = next((len(row) for row in rows if any(cell.strip() for cell in row)), 0)
        return max(known(row, self.names) for row in rows), first


def _head_records(path: Path, head: bytes) -> Iterator[bytes]:
    """The first whole records. Raises AdvisorError if there is none."""
    if head[:2].count(0) == 1:
        raise refuse(path, "batch.utf16")
    lines = head.splitlines(keepends=True) if b"\n" not in head else _lines(head)
    if len(lines[0] if lines else b"") > MAX_ROW_BYTES:
        raise refuse(path, "batch.header-too-long", most=MAX_ROW_BYTES)
    if b"\n" not in head and len(lines) > 1:
        raise refuse(path, "batch.line-ends")
    at = 0
    while at < len(lines):
        taken = _taken(lines[at : at + MAX_LINES])
        yield b"".join(lines[at : at + taken])
        at += taken


def _lines(head: bytes) -> list[bytes]:
    """The lines of the head, without one that is cut off."""
    lines = head.split(b"\n")
    last = lines.pop()
    whole = [line + b"\n" for line in lines]
    return [*whole, last] if last and len(head) < HEAD_BYTES - 16 else whole


def _taken(lines: list[bytes]) -> int:
    """Over how many lines the first record goes."""
    if lines[0].count(b'"') % 2:
        for taken in range(2, len(lines) + 1):
            record = b"".join(lines[:taken])
            if record.count(b'"') % 2 == 0 and len(record) <= MAX_ROW_BYTES:
                return taken
    return 1


def _refuse_unfit(path: Path, record: bytes) -> None:
    text = record.rstrip(b"\r\n")
    if b"\r" in text.replace(b"\r\n", b"\n"):
        raise refuse(path, "batch.line-ends")
    if b"\0" in text:
        raise refuse(path, "reader.binary")
    try:
        text.decode()
    except UnicodeDecodeError as error:
        raise refuse(path, "reader.not-utf8", line=1) from error


def _count(frame: pl.DataFrame, sign: str) -> int:
    """How often a sign stands in the cells."""
    return sum(frame.select(pl.all().str.count_matches(sign, literal=True).sum()).row(0))


def _numbered(frame: pl.DataFrame, rows: range | list[int]) -> pl.DataFrame:
    return frame.insert_column(0, pl.Series(ROW, rows, dtype=pl.Int64))


def _skip_line(stream: IO[bytes]) -> int:
    """Read on to the end of the line, keeping nothing; how many bytes that took."""
    skipped = 0
    while part := stream.readline(1_000_000):
        skipped += len(part)
        if part.endswith(b"\n"):
            break
    return skipped
