"""Cells that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterable

import polars as pl

from advisor.batch.spelling import FORMULA_STARTS


def inert(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before every text that begins like a formula."""
    return frame.with_columns(_inert(pl.col(n)) for n, kind in frame.schema.items() if _text(kind))


def inert_text(text: str) -> str:
    """One text, with an apostrophe before it if it begins like a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_bytes(rows: Iterable[Iterable[object]]) -> bytes:
    """Rows as CSV, every text made inert."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    for row in rows:
        writer.writerow(inert_text(c) if isinstance(c, str) else c for c in row)
    return stream.getvalue().encode()


def _text(kind: pl.DataType) -> bool:
    return kind == pl.String


def _inert(text: pl.Expr) -> pl.Expr:
    starts = pl.any_horizontal(text.str.starts_with(start) for start in FORMULA_STARTS)
    return pl.when(starts).then(pl.lit("'") + text).otherwise(text).name.keep()
