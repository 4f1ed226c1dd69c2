"""Opens a table by its suffix."""

import re
from collections.abc import Iterator
from pathlib import Path

from advisor.common import os_errors
from advisor.common.errors import refuse
from advisor.tables.batch.header import Names
from advisor.tables.batch.slices import Source

_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|table|meta)\b", re.IGNORECASE)
READABLE = (".csv", ".xlsx", ".parquet", ".jsonl")


def open_sources(
    path: Path, names: Names, sheet: str = "", fill_region: bool = False
) -> Iterator[tuple[str, Source]]:
    """The sources of the table at `path` by their sheets' names: the sheets asked for, or the one
    that any other file is, below an empty name.

    Raises AdvisorError when it cannot be read at all.
    """
    _look(path)
    if path.suffix.lower() == ".xlsx":
        from advisor.tables.batch.sheets import open_sheets

        yield from open_sheets(path, names, sheet, fill_region)
        return
    if sheet or fill_region:
        raise refuse(path, "batch.sheetless")
    yield "", _open(path, names)


def _open(path: Path, names: Names) -> Source:
    match path.suffix.lower():
        case ".csv" | ".tsv":
            from advisor.tables.batch.delimited import Delimited

            return Delimited.open(path, names)
        case ".parquet":
            from advisor.tables.batch.parquet import Parquet

            return Parquet.open(path)
        case ".jsonl" | ".ndjson":
            from advisor.tables.batch.lines import JsonLines

            return JsonLines.open(path, names)
        case suffix:
            raise refuse(path, "batch.suffix", suffix=suffix or "-", known=READABLE)


def _look(path: Path) -> None:
    if path.is_dir():
        raise refuse(path, "reader.directory")
    try:
        with path.open("rb") as stream:
            head = stream.read(1_000)
    except FileNotFoundError as error:
        raise refuse(path, "reader.missing") from error
    except OSError as error:
        raise refuse(path, "reader.unreadable", reason=os_errors.reason(error)) from error
    if not head:
        raise refuse(path, "reader.empty")
    if kind := _misnamed(path.suffix.lower(), head):
        raise refuse(path, kind)


def _misnamed(suffix: str, head: bytes) -> str | None:
    """What is said of a file that holds something else than its name tells."""
    if suffix in (".csv", ".tsv", ".xlsx") and _HTML.match(head):
        return "batch.is-html"
    if suffix in (".csv", ".tsv") and head.startswith(b"PK\3\4"):
        return "batch.is-workbook"
    text = not head.startswith((b"PK", b"\xd0\xcf")) and b"\0" not in head
    return "batch.is-text" if suffix == ".xlsx" and text else None
