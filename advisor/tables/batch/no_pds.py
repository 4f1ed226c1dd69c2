"""Rows of a table that are no PDs: totals, place and date, signatures, notes, column numbers."""

import polars as pl

from advisor.common.language import Said, said
from advisor.tables.batch.header import NAME, Header
from advisor.tables.batch.headings import exactly
from advisor.tables.batch.slices import ROW, Reject

MONTHS = (
    "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|nopember|"
    "desember|january|february|march|may|june|july|august|october|december"
)
_TOTAL = r"(?i)^\W*(?:jumlah|jml|(?:grand |sub ?)?total|rata-rata)\b"
_CLOSING = (
    r"(?i)^\W*(?:mengetahui|menyetujui|ttd\b|tanda tangan|nip\b|(?:sumber|catatan|keterangan)\s*:)"
    rf"|,\s*\d{{1,2}}\s+(?:{MONTHS})\s+\d{{4}}\W*$"
)
_FIRST_NUMBER = r"^\(?1\)?$"


def no_pds(rows: pl.DataFrame, header: Header, rejects: list[Reject]) -> list[Reject]:
    """The rows to be left out, each with its reason, in order.

    Totals are known by their first word. What closes a list is known by its words as well, and so
    is what follows totals or a closing line without any answer that can be read.
    """
    marks = _marked(rows, header, rejects)
    if not marks:
        return []
    unread = {(reject.row, reject.column) for reject in rejects}
    first = min(marks)
    found: list[Reject] = []
    closed = False
    for row in rows.filter(pl.col(ROW) >= first).iter_rows(named=True):
        number = row.pop(ROW)
        texts = [text.strip() for text in row.values() if text and text.strip()]
        answered = any(
            (row[column] or "").strip() and (number, column) not in unread
            for column in header.terms.values()
        )
        reason = _reason(marks.get(number, ""), texts, answered, closed)
        closed = reason is not None and reason.key != "batch.column-numbers"
        if reason:
            found.append(Reject(number, "", " ".join(texts), reason, left=True))
    return found


def _reason(mark: str, texts: list[str], answered: bool, closed: bool) -> Said | None:
    if mark == "total":
        return said("batch.total-row")
    if mark == "number" and _are_column_numbers(texts):
        return said("batch.column-numbers")
    return said("batch.closing-row") if not answered and (closed or mark == "closing") else None


def _marked(rows: pl.DataFrame, header: Header, rejects: list[Reject]) -> dict[int, str]:
    """How the marked rows are, by number: the strongest mark of each."""
    looked = list(dict.fromkeys((
        rows.columns[1], *header.left, *header.nameless,
        *(column for key, column in header.about.items() if key == NAME),
    )))  # fmt: skip
    bad = pl.DataFrame(
        [(reject.row, reject.value) for reject in rejects],
        schema={ROW: pl.Int64, "text": pl.String},
        orient="row",
    )
    found: dict[int, str] = {}
    for mark, pattern, columns in (
        ("number", _FIRST_NUMBER, looked[:1]),
        ("closing", _CLOSING, looked),
        ("total", _TOTAL, looked),
    ):
        like = pl.any_horizontal(
            exactly(column).str.strip_chars().str.contains(pattern) for column in columns
        )
        found |= dict.fromkeys(rows.filter(like)[ROW].to_list(), mark)
        if mark == "closing":
            like = pl.col("text").str.strip_chars().str.contains(pattern)
            found |= dict.fromkeys(bad.filter(like)[ROW].to_list(), mark)
    return found


def _are_column_numbers(texts: list[str]) -> bool:
    """Whether the row numbers the columns, as forms do below their headings: (1) (2) (3)."""
    numbers = [text.strip("()") for text in texts]
    return len(texts) > 2 and numbers == [str(n) for n in range(1, len(texts) + 1)]
