"""Cells that no spreadsheet takes for a formula.

Where the semicolon separates the cells of a list, as in Indonesia, a spreadsheet cuts a text at its
semicolons, quoted or not; so what follows one is treated as the beginning of a cell, too.
"""

import csv
import io
import re
from collections.abc import Iterable

import polars as pl

from advisor.common.language import Language
from advisor.tables.batch.formula import FORMULA_STARTS

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Without it a spreadsheet takes a file for one in its country's old encoding."""
_SIGNS = "".join(re.escape(sign) for sign in FORMULA_STARTS)
_START = rf"(^|;)( *)([{_SIGNS}])"
_BEGINS = re.compile(_START)


def inert(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before every text that begins like a formula."""
    return frame.with_columns(_inert(pl.col(n)) for n, kind in frame.schema.items() if _text(kind))


def inert_text(text: str) -> str:
    """One text, with an apostrophe before it if it begins like a formula."""
    return _BEGINS.sub(r"\1'\2\3", text)


def list_separator(language: Language) -> str:
    """What separates the cells of a list where a spreadsheet speaks this language."""
    return ";" if language == "id" else ","


def csv_bytes(rows: Iterable[Iterable[object]], separator: str = ",") -> bytes:
    """Rows as CSV, every text made inert."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n", delimiter=separator)
    for row in rows:
        writer.writerow(inert_text(c) if isinstance(c, str) else c for c in row)
    return stream.getvalue().encode()


def _text(kind: pl.DataType) -> bool:
    return kind == pl.String


def _inert(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(_START, "${1}'${2}${3}").name.keep()
