"""Cells that no spreadsheet takes for a formula.

Where the semicolon separates the cells of a list, as in Indonesia, a spreadsheet cuts a text at its
semicolons, quoted or not; so what follows one is treated as the beginning of a cell, too.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class CsvForm:
    """What separates the cells, and what a file begins with."""

    separator: str
    mark: bytes


PLAIN = CsvForm(",", b"")
EXCEL = CsvForm(";", BYTE_ORDER_MARK)
"""What an Indonesian Excel opens as columns."""


def spreadsheet_form(language: Language) -> CsvForm:
    """What a spreadsheet that speaks this language opens as columns."""
    return EXCEL if language == "id" else CsvForm(",", BYTE_ORDER_MARK)


def csv_bytes(rows: Iterable[Iterable[object]], form: CsvForm = PLAIN) -> bytes:
    """Rows as CSV without the mark, every text made inert."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n", delimiter=form.separator)
    for row in rows:
        writer.writerow(inert_text(c) if isinstance(c, str) else c for c in row)
    return stream.getvalue().encode()


def _text(kind: pl.DataType) -> bool:
    return kind == pl.String


def _inert(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(_START, "${1}'${2}${3}").name.keep()
