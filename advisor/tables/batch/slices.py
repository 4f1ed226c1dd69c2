"""What every kind of input is turned into: slices of text cells, and the rows refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from advisor.common.language import Said

if TYPE_CHECKING:
    import polars as pl

ROW = "@row"
"""The column that holds each row's number as a spreadsheet shows it: the header is row 1."""
MAX_ROW_BYTES = 64_000
SLICE_ROWS = 20_000
"""Rows of a table that a batch reads, judges and seals at once."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that is not judged, by its number; `column` is empty when the whole row is meant.

    `left` says that it is no PD, so nobody has to mend it; `sheet` is empty where one is read only.
    """

    row: int
    column: str
    value: str
    reason: Said
    left: bool = False
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """Where the next slice begins: an offset (bytes or rows, as the source counts) and a row, in
    which of the table's parts.
    """

    offset: int
    row: int
    part: int = 0


@dataclass(frozen=True)
class Slice:
    """Some rows: the column ROW and one text column for each of the source's columns.

    A row that is refused may stand among the rows, for its other cells to be checked as well.
    """

    rows: "pl.DataFrame"
    rejects: list[Reject] = field(repr=False)
    after: Position


ALL_SHEETS = "all"
"""How all sheets of a workbook are asked for."""
FIRST_LINE = Position(0, 1)
BELOW_HEADER = Position(0, 2)


class Source(Protocol):
    """A table read in slices; the same start gives the same slices."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings, in order; empty where a column has none."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns in the slices: `header.labels` of the headings."""

    @property
    def start(self) -> Position:
        """Where the first slice begins."""

    @property
    def size(self) -> int:
        """The offset after the last slice."""

    @property
    def notes(self) -> tuple[Said, ...]:
        """What its owner should know of how the file was read, or what of it was not."""

    def slices(self, start: Position) -> Iterator[Slice]:
        """The slices from a position on."""


def place(path: Path, sheet: str) -> str:
    """How messages call a sheet of a workbook, or a file without any."""
    return f"{path} ({sheet})" if sheet else str(path)
