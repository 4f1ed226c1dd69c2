"""A table on disk, part by part: the unit in which one machine, or many, work through it.

A part is judged and written by itself, so the same source and part size give the same files,
byte for byte, wherever and in whatever order the parts were done.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.inference.columns.compiled import Columns

ROWS = 100_000
"""Rows of a part that is planned and written as a file of its own."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows `start` to `start + rows - 1` of the source (the last part may hold fewer)."""

    number: int
    start: int
    rows: int

    def path(self, folder: Path) -> Path:
        """The file that holds this part's results."""
        return folder / f"part-{self.number:06}.parquet"


def parts_of(source: Path, rows: int = ROWS) -> list[Part]:
    """The parts of a Parquet file, `rows` rows each; one empty part when it has no row."""
    height = pl.scan_parquet(source, glob=False).select(pl.len()).collect().item()
    return [Part(n, n * rows, rows) for n in range(max(1, -(-height // rows)))]


def make_folder(folder: Path, parts: list[Part]) -> None:
    """Make the folder if need be. Raises AdvisorError when it holds parts that are not of these.

    They would be read as rows of this table.
    """
    folder.mkdir(parents=True, exist_ok=True)
    own = {part.path(folder) for part in parts}
    if others := sorted(set(folder.glob("*.parquet")) - own):
        message = said("columns.used-folder", file=others[0].name)
        raise AdvisorError([Problem(str(folder), None, message)])


def write_part(columns: Columns, source: Path, folder: Path, part: Part) -> Path:
    """Plan one part of a Parquet file and write it, whole or not at all; returns its file."""
    table = pl.scan_parquet(source, glob=False).slice(part.start, part.rows).collect()
    path = part.path(folder)
    unfinished = path.with_suffix(".unfinished")
    columns.plans(table).write_parquet(unfinished)
    unfinished.replace(path)
    return path


def write_parts(columns: Columns, source: Path, folder: Path, rows: int = ROWS) -> Iterator[Path]:
    """Plan a Parquet file of any size on this machine, yielding each part's file when written.

    Memory holds one part at a time. To read the result: `polars.scan_parquet(folder)`. Raises
    AdvisorError as `make_folder` does.
    """
    parts = parts_of(source, rows)
    make_folder(folder, parts)
    for part in parts:
        yield write_part(columns, source, folder, part)
