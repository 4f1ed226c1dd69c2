"""Splits bytes into records of a delimited file, one by one, for blocks that are not clean."""

import csv
import io
import re
from collections.abc import Iterator
from functools import cache

from advisor.batch.slices import MAX_ROW_BYTES, Reject
from advisor.language import Said, said

MAX_LINES = 10
"""So many lines a quoted cell may go over."""


def records(block: bytes, separator: str, width: int) -> Iterator[bytes]:
    """The records of a block.

    A record goes over several lines only when that makes it whole: a quote that is opened and
    never closed costs its own line and no other.
    """
    lines = block.split(b"\n")
    if not lines[-1]:
        lines.pop()
    at = 0
    while at < len(lines):
        taken = _lines_of_record(lines, at, separator, width)
        yield b"\n".join(lines[at : at + taken]).removesuffix(b"\r")
        at += taken


def fields_of(record: bytes, separator: str, width: int) -> list[str] | Said:
    """The fields of one record, or what is wrong with it."""
    if len(record) > MAX_ROW_BYTES:
        return said("batch.row-too-long", most=MAX_ROW_BYTES)
    try:
        text = record.decode()
    except UnicodeDecodeError as error:
        return said("batch.not-utf8", byte=f"0x{record[error.start]:02X}", at=error.start + 1)
    if "\0" in text:
        return said("batch.nul")
    if not _well_formed(separator).fullmatch(text):
        return said("batch.quotes")
    fields = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    if len(fields) != width:
        return said("batch.ragged", fields=len(fields), columns=width)
    return fields


def sorted_out(
    block: bytes, separator: str, width: int, first: int
) -> tuple[list[tuple[int, list[str]]], list[Reject], int]:
    """The good records of a block by row number, the refused ones, and the next row number.

    Rows without any content are passed over, as in a workbook; they count as rows all the same.
    """
    good: list[tuple[int, list[str]]] = []
    bad: list[Reject] = []
    row = first
    for record in records(block, separator, width):
        if record.strip(separator.encode() + b" \t\r"):
            fields = fields_of(record, separator, width)
            if isinstance(fields, Said):
                bad.append(Reject(row, "", record[:200].decode(errors="backslashreplace"), fields))
            else:
                good.append((row, fields))
        row += 1
    return good, bad, row


def _lines_of_record(lines: list[bytes], at: int, separator: str, width: int) -> int:
    if lines[at].count(b'"') % 2 == 0:
        return 1
    for taken in range(2, MAX_LINES + 1):
        record = b"\n".join(lines[at : at + taken]).removesuffix(b"\r")
        if record.count(b'"') % 2 == 0 and isinstance(fields_of(record, separator, width), list):
            return taken
    return 1


@cache
def _well_formed(separator: str) -> re.Pattern[str]:
    """RFC 4180: a field is quoted as a whole, or holds no quote."""
    one = f'(?:"(?:[^"]|"")*"|[^"{separator}]*)'
    return re.compile(f"{one}(?:{re.escape(separator)}{one})*")
