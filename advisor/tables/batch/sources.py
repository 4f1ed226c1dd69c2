"""Opens a table by its suffix."""

from pathlib import Path

from advisor.common import os_errors
from advisor.knowledge.vocabulary import Vocabulary
from advisor.tables.batch.slices import Source, refuse

READABLE = (".csv", ".xlsx", ".parquet", ".jsonl")


def open_source(path: Path, vocabulary: Vocabulary, keep: tuple[str, ...] = ()) -> Source:
    """The table at `path`. Raises AdvisorError when it cannot be read at all."""
    _look(path)
    match path.suffix.lower():
        case ".csv" | ".tsv":
            from advisor.tables.batch.delimited import Delimited

            return Delimited.open(path)
        case ".xlsx":
            from advisor.tables.batch.sheet import Sheet

            return Sheet.open(path)
        case ".parquet":
            from advisor.tables.batch.parquet import Parquet

            return Parquet.open(path)
        case ".jsonl" | ".ndjson":
            from advisor.tables.batch.lines import JsonLines

            return JsonLines.open(path, vocabulary, keep)
        case suffix:
            raise refuse(path, "batch.suffix", suffix=suffix or "-", known=READABLE)


def _look(path: Path) -> None:
    if path.is_dir():
        raise refuse(path, "reader.directory")
    try:
        with path.open("rb") as stream:
            empty = not stream.read(1)
    except FileNotFoundError as error:
        raise refuse(path, "reader.missing") from error
    except OSError as error:
        raise refuse(path, "reader.unreadable", reason=os_errors.reason(error)) from error
    if empty:
        raise refuse(path, "reader.empty")
