"""Splits bytes into records of a delimited file, one by one, for blocks that are not clean."""

import csv
from collections.abc import Iterator

from advisor.batch.slices import MAX_ROW_BYTES, Reject
from advisor.language import Said, said

MAX_LINES = 100


def records(block: bytes) -> Iterator[bytes]:
    """The records of a block; a quote that never closes ends with its own line."""
    lines = block.split(b"\n")
    if not lines[-1]:
        lines.pop()
    at = 0
    while at < len(lines):
        taken = _lines_of_record(lines, at)
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
    if not text.strip():
        return said("batch.blank")
    try:
        fields = next(csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True))
    except (csv.Error, StopIteration):
        return said("batch.quotes")
    if len(fields) != width:
        return said("batch.ragged", fields=len(fields), columns=width)
    return fields


def sorted_out(
    block: bytes, separator: str, width: int, first: int
) -> tuple[list[tuple[int, list[str]]], list[Reject], int]:
    """The good records of a block by row number, the refused ones, and the next row number."""
    good: list[tuple[int, list[str]]] = []
    bad: list[Reject] = []
    row = first
    for record in records(block):
        fields = fields_of(record, separator, width)
        if isinstance(fields, Said):
            bad.append(Reject(row, "", record[:200].decode(errors="backslashreplace"), fields))
        else:
            good.append((row, fields))
        row += 1
    return good, bad, row


def _lines_of_record(lines: list[bytes], at: int) -> int:
    quotes = size = 0
    for taken, line in enumerate(lines[at : at + MAX_LINES], start=1):
        quotes += line.count(b'"')
        size += len(line)
        if quotes % 2 == 0:
            return taken
        if size > MAX_ROW_BYTES:
            break
    return 1
