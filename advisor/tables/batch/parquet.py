"""Parquet: text, logical and whole-number columns, read in slices of rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from advisor.common.errors import AdvisorError, Problem, refuse
from advisor.common.language import Said, said
from advisor.tables.batch.slices import BELOW_HEADER, ROW, SLICE_ROWS, Position, Slice


@dataclass(frozen=True)
class Parquet:
    """A Parquet file; rows are numbered as in a sheet, the first one 2."""

    path: Path
    columns: tuple[str, ...]
    size: int
    start: Position = BELOW_HEADER
    notes: tuple[Said, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """The columns; they have no other names."""
        return self.columns

    @classmethod
    def open(cls, path: Path) -> "Parquet":
        """Read the schema. Raises AdvisorError, for a truncated file too."""
        try:
            scan = pl.scan_parquet(path, glob=False)
            schema = scan.collect_schema()
            height = scan.select(pl.len()).collect().item()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise refuse(path, "batch.broken", reason=str(error).splitlines()[0]) from error
        nested = [name for name, kind in schema.items() if not _plain(kind)]
        if nested:
            message = [said("batch.column-type", name=n, type=str(schema[n])) for n in nested]
            raise AdvisorError(Problem(str(path), None, told) for told in message)
        return cls(path, tuple(schema), height)

    def slices(self, start: Position) -> Iterator[Slice]:
        """So many rows at a time."""
        scan = pl.scan_parquet(self.path, glob=False)
        schema = scan.collect_schema()
        texts = [_as_text(name, kind) for name, kind in schema.items()]
        for offset in range(start.offset, self.size, SLICE_ROWS):
            try:
                rows = scan.slice(offset, SLICE_ROWS).select(texts).collect()
            except (pl.exceptions.PolarsError, OSError) as error:
                raise refuse(
                    self.path, "batch.broken", reason=str(error).splitlines()[0]
                ) from error
            after = offset + rows.height
            numbers = pl.Series(ROW, range(offset + 2, after + 2), dtype=pl.Int64)
            yield Slice(rows.insert_column(0, numbers), [], Position(after, after + 2))


def _plain(kind: pl.DataType) -> bool:
    return kind.is_numeric() or kind in (pl.String, pl.Boolean, pl.Categorical, pl.Enum, pl.Null)


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    """The column as the text a cell would have; what is no whole number stays to be refused."""
    if not kind.is_float():
        return pl.col(name).cast(pl.String)
    number = pl.col(name).fill_nan(None)
    whole = pl.when(number.round(0) == number).then(number.cast(pl.Int64, strict=False))
    return pl.coalesce(whole.cast(pl.String), number.cast(pl.String))
