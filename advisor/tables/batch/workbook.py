"""The XLSX output, written row by row in constant memory; every text stays a text."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import polars as pl

from advisor.common.language import Language
from advisor.common.messages import word
from advisor.tables.batch.headings import headings
from advisor.tables.batch.results import Results

WIDTHS = {"name": 36, "region": 22, "text": 60, "actor": 30, "contradictions": 24, "locators": 30}
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": False,
}


def write_workbook(
    stream: IO[bytes], parts: list[Path], results: Results, language: Language
) -> None:
    """Two sheets: a PD per row, and a step per row."""
    import xlsxwriter

    book = xlsxwriter.Workbook(stream, OPTIONS)
    # A fixed date: the same input gives the same bytes.
    book.set_properties({"created": datetime(2000, 1, 1)})
    columns = results.overview_columns
    first = (frame.unique("row", keep="first", maintain_order=True) for frame in _frames(parts))
    _sheet(book, word("batch.overview", language), columns, first, language)
    steps = (frame.filter(pl.col("rank").is_not_null()) for frame in _frames(parts))
    _sheet(book, word("batch.plan", language), results.row_columns, steps, language)
    book.close()


def _sheet(
    book: Any, title: str, columns: list[str], frames: Iterable[pl.DataFrame], language: Language
) -> None:
    sheet = book.add_worksheet(title)
    bold = book.add_format({"bold": True, "bottom": 1})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS.get(column, 14))
    sheet.freeze_panes(1, 0)
    for place, heading in enumerate(headings(columns, language)):
        sheet.write_string(0, place, heading, bold)
    rows = (row for frame in frames for row in frame.select(columns).iter_rows())
    at = 0
    for at, row in enumerate(rows, start=1):
        _write_row(sheet, at, row)
    sheet.autofilter(0, 0, at, len(columns) - 1)


def _write_row(sheet: Any, at: int, row: tuple[object, ...]) -> None:
    for place, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(at, place, value)
        elif value is not None:
            sheet.write_number(at, place, value)


def _frames(parts: list[Path]) -> Iterable[pl.DataFrame]:
    return (pl.read_parquet(part) for part in parts)
