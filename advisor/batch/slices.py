"""What every kind of input is turned into: slices of text cells, and the rows refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from advisor.errors import AdvisorError, Problem
from advisor.language import Said, said

if TYPE_CHECKING:
    import polars as pl

ROW = "@row"
"""The column that holds each row's number as a spreadsheet shows it: the header is row 1."""
MAX_ROW_BYTES = 64_000
SLICE_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that is left out, by its number; `column` is empty when the whole row is at fault."""

    row: int
    column: str
    value: str
    reason: Said


@dataclass(frozen=True, slots=True)
class Position:
    """Where the next slice begins: an offset (bytes or rows, as the source counts) and a row."""

    offset: int
    row: int


@dataclass(frozen=True)
class Slice:
    """Some rows: the column ROW and one text column for each of the source's columns."""

    rows: "pl.DataFrame"
    rejects: list[Reject] = field(repr=False)
    after: Position


class Source(Protocol):
    """A table read in slices; the same start gives the same slices."""

    path: Path
    columns: tuple[str, ...]
    start: Position
    size: int

    def slices(self, start: Position) -> Iterator[Slice]:
        """The slices from a position on; `size` is the offset after the last one."""


def refuse(path: Path, key: str, /, line: int | None = None, **parameters: object) -> AdvisorError:
    """The error of an input that cannot be read at all."""
    return AdvisorError([Problem(str(path), line, said(key, **parameters))])
