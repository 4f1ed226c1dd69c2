"""Splits bytes into records of a delimited file, one by one, for blocks that are not clean."""

import csv
import io
import re
from collections.abc import Iterator
from functools import cache

from advisor.common.language import Said, said
from advisor.tables.batch.slices import MAX_ROW_BYTES, Reject

MAX_LINES = 10
"""So many lines a quoted cell may go over."""
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def certain(block: bytes, separator: str, width: int) -> int:
    """How many bytes of a block of whole lines are whole records, whatever comes after it.

    A record of several lines begins and ends with a line whose quotes do not match. So nothing is
    open at the end of a block unless there is such a line among the last few.
    """
    lines = block.split(b"\n")[:-1] if b'"' in block else []
    if not any(_odd(line) for line in lines[1 - MAX_LINES :]):
        return len(block)
    at = _surely_first(lines)
    while at < len(lines):
        taken = _lines_of_record(lines, at, separator, width)
        if taken == 1 and _odd(lines[at]) and len(lines) - at < MAX_LINES:
            break
        at += taken
    return sum(len(line) + 1 for line in lines[:at])


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
    """The fields of one record, or what is wrong with it.

    Spreadsheets leave out empty cells at the end of a row, or write some too many.
    """
    if len(record) > MAX_ROW_BYTES:
        return said("batch.row-too-long", most=MAX_ROW_BYTES)
    try:
        text = record.decode()
    except UnicodeDecodeError as error:
        return said("batch.not-utf8", byte=f"0x{record[error.start]:02X}", at=error.start + 1)
    if "\0" in text:
        return said("batch.nul")
    if not _well_formed(separator).fullmatch(text):
        return said("batch.row-ends" if "\r" in _QUOTED.sub("", text) else "batch.quotes")
    fields = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    fields += [""] * (width - len(fields))
    if any(field.strip() for field in fields[width:]):
        return said("batch.ragged", fields=len(fields), columns=width)
    return fields[:width]


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


def _odd(line: bytes) -> bool:
    return line.count(b'"') % 2 == 1


def _surely_first(lines: list[bytes]) -> int:
    """A line late in a block where a record begins: so many before it have matching quotes that
    they cannot all be inside one; or else the first.
    """
    matching = 0
    for at in range(len(lines) - 1, -1, -1):
        matching = 0 if _odd(lines[at]) else matching + 1
        if matching == MAX_LINES - 1:
            return at + matching
    return 0


def _lines_of_record(lines: list[bytes], at: int, separator: str, width: int) -> int:
    if not _odd(lines[at]):
        return 1
    for taken in range(2, MAX_LINES + 1):
        record = b"\n".join(lines[at : at + taken]).removesuffix(b"\r")
        if record.count(b'"') % 2 == 0 and _whole(record, separator, width):
            return taken
    return 1


def _whole(record: bytes, separator: str, width: int) -> bool:
    """Whether several lines make one row: then it has a cell for each column, no fewer."""
    fields = fields_of(record, separator, width)
    return isinstance(fields, list) and _cells(record.decode(), separator) == width


def _cells(text: str, separator: str) -> int:
    return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)))


@cache
def _well_formed(separator: str) -> re.Pattern[str]:
    """RFC 4180: a field is quoted as a whole, or holds no quote."""
    one = f'(?:"(?:[^"]|"")*"|[^"{separator}\r\n]*)'
    return re.compile(f"{one}(?:{re.escape(separator)}{one})*")
