"""The four forms of output: the part of one slice, and how the parts become one file."""

import io
import shutil
from pathlib import Path
from typing import IO, Protocol

import polars as pl

from advisor.common.errors import refuse
from advisor.common.language import Language
from advisor.common.messages import word
from advisor.tables.batch.headings import headings
from advisor.tables.batch.results import Results
from advisor.tables.batch.safe import PLAIN, CsvForm, csv_bytes, inert
from advisor.tables.batch.slices import SLICE_ROWS

SHEET_LIMIT = 1_048_576


class Writer(Protocol):
    """One form of output."""

    def part(self, judged: pl.DataFrame) -> bytes:
        """The bytes that one slice comes to."""

    def assemble(self, parts: list[Path], stream: IO[bytes], target: Path) -> None:
        """Write the whole file from its parts."""


def writer_for(target: Path, results: Results, language: Language, form: CsvForm = PLAIN) -> Writer:
    """The writer for a file's suffix; `form` is that of CSV. Raises AdvisorError."""
    match target.suffix.lower():
        case ".jsonl" | ".ndjson":
            return _Lines(results)
        case ".parquet":
            return _Parquet(results)
        case ".csv":
            return _Csv(results, language, form)
        case ".xlsx":
            return _Sheets(results, language)
        case suffix:
            known = (".csv", ".xlsx", ".parquet", ".jsonl")
            raise refuse(target, "batch.suffix", suffix=suffix or "-", known=known)


class _Lines:
    """A PD per line, in the structure of the contract."""

    def __init__(self, results: Results) -> None:
        self.results = results

    def part(self, judged: pl.DataFrame) -> bytes:
        stream = io.BytesIO()
        self.results.nested(judged).write_ndjson(stream)
        return stream.getvalue()

    def assemble(self, parts: list[Path], stream: IO[bytes], target: Path) -> None:
        for part in parts:
            _append(part, stream)


class _Parquet:
    """A PD per row, steps and reasons nested."""

    def __init__(self, results: Results) -> None:
        self.results = results

    def part(self, judged: pl.DataFrame) -> bytes:
        stream = io.BytesIO()
        self.results.nested(judged).write_ipc(stream, compression="lz4")
        return stream.getvalue()

    def assemble(self, parts: list[Path], stream: IO[bytes], target: Path) -> None:
        scan = pl.scan_ipc(parts, glob=False)
        # Small groups: rows not written yet are in memory, many times their size in the file.
        scan.sink_parquet(stream, maintain_order=True, row_group_size=SLICE_ROWS // 4)


class _Csv:
    """A step per row: what a pivot table and a filter work on."""

    def __init__(self, results: Results, language: Language, form: CsvForm) -> None:
        self.results = results
        self.language = language
        self.form = form

    def part(self, judged: pl.DataFrame) -> bytes:
        stream = io.BytesIO()
        rows = self.results.rows(judged, self.language, lambda f: inert(shown(f, self.language)))
        rows.write_csv(stream, include_header=False, separator=self.form.separator)
        return stream.getvalue()

    def assemble(self, parts: list[Path], stream: IO[bytes], target: Path) -> None:
        heads = headings(self.results.row_columns, self.language)
        stream.write(self.form.mark + csv_bytes([heads], self.form))
        for part in parts:
            _append(part, stream)


class _Sheets:
    """Two sheets: a PD per row, and a step per row."""

    def __init__(self, results: Results, language: Language) -> None:
        self.results = results
        self.language = language

    def part(self, judged: pl.DataFrame) -> bytes:
        rows = self.results.rows(judged, self.language, lambda f: shown(f, self.language))
        return _parquet(rows)

    def assemble(self, parts: list[Path], stream: IO[bytes], target: Path) -> None:
        from advisor.tables.batch.workbook import write_workbook

        scan = pl.scan_parquet(parts, glob=False)
        if scan.select(pl.len()).collect().item() >= SHEET_LIMIT:
            raise refuse(target, "batch.too-many-rows", most=SHEET_LIMIT)
        write_workbook(stream, parts, self.results, self.language)


def shown(rows: pl.DataFrame, language: Language) -> pl.DataFrame:
    """The rows with `status` and `urgency` in words, where they have such columns."""
    found = [name for name in ("status", "urgency") if name in rows.columns]
    return rows.with_columns(_worded(name, rows, language) for name in found)


def _worded(column: str, rows: pl.DataFrame, language: Language) -> pl.Expr:
    found = rows[column].drop_nulls().unique().to_list()
    table = {value: word(f"batch.{column}-{value}", language) for value in found}
    return pl.col(column).replace_strict(table, default=None, return_dtype=pl.String)


def _parquet(frame: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    frame.write_parquet(stream)
    return stream.getvalue()


def _append(part: Path, stream: IO[bytes]) -> None:
    with part.open("rb") as source:
        shutil.copyfileobj(source, stream, 1_000_000)
