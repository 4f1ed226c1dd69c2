"""CSV: read in blocks of bytes, fast when a block is clean, record by record when it is not."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import polars as pl

from advisor.common.language import said
from advisor.tables.batch.records import certain, sorted_out
from advisor.tables.batch.slices import (
    MAX_ROW_BYTES,
    ROW,
    SLICE_ROWS,
    Position,
    Reject,
    Slice,
    refuse,
)

SEPARATORS = ",;\t|"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Delimited:
    """A CSV file with a header; commas, semicolons, tabs or bars, what the header uses most."""

    path: Path
    columns: tuple[str, ...]
    separator: str
    start: Position
    size: int
    unread: None = None

    @classmethod
    def open(cls, path: Path) -> "Delimited":
        """Read the header. Raises AdvisorError."""
        with path.open("rb") as stream:
            first = stream.readline(MAX_ROW_BYTES + 1)
        text = _header_text(path, first)
        separator = max(SEPARATORS, key=text.count)
        columns = next(csv.reader([text], delimiter=separator))
        start = Position(len(first), 2)
        return cls(path, tuple(columns), separator, start, path.stat().st_size)

    def slices(self, start: Position) -> Iterator[Slice]:
        """Blocks of whole records."""
        offset, row = start.offset, start.row
        with self.path.open("rb") as stream:
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
        blank = [pl.col(column).str.strip_chars() == "" for column in self.columns]
        empty = frame.filter(blank[0]).select(pl.all_horizontal(blank).any()).item()
        return not empty and separators == (len(self.columns) - 1) * frame.height

    @property
    def _schema(self) -> dict[str, type[pl.String]]:
        return dict.fromkeys(self.columns, pl.String)


def _header_text(path: Path, first: bytes) -> str:
    if first[:2] in UTF_16_MARKS or first[:2].count(0) == 1:
        raise refuse(path, "batch.utf16")
    if b"\r" in first.rstrip(b"\r\n"):
        raise refuse(path, "batch.line-ends")
    if len(first) > MAX_ROW_BYTES:
        raise refuse(path, "batch.header-too-long", most=MAX_ROW_BYTES)
    try:
        text = first.removeprefix(BYTE_ORDER_MARK).decode().strip("\r\n")
    except UnicodeDecodeError as error:
        raise refuse(path, "reader.not-utf8", line=1) from error
    if "\0" in text:
        raise refuse(path, "reader.binary")
    if not text.strip():
        rest = path.stat().st_size > len(first)
        raise refuse(path, "batch.first-line" if rest else "reader.empty", line=1)
    return text


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
