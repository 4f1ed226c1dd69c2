"""A table as it was opened: its source, how its columns were understood, its rows checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from advisor.common.errors import AdvisorError
from advisor.common.language import Said
from advisor.tables.batch.checking import Checked, Checker
from advisor.tables.batch.header import Header, Names, read_header
from advisor.tables.batch.slices import Position, Slice, Source
from advisor.tables.batch.sources import open_source


@dataclass(frozen=True)
class Table:
    """A table whose headings were found; what is wrong with them stands in `header.problems`."""

    names: Names
    source: Source
    header: Header

    @classmethod
    def open(cls, names: Names, path: Path, help_with: str = "batch.heading-hint") -> "Table":
        """Open the file. Raises AdvisorError when it cannot be read at all.

        `help_with` is what else may be done with a column that is not known.
        """
        source = open_source(path, names)
        row = max(1, source.start.row - 1)
        return cls(names, source, read_header(names, source.headings, path, row, help_with))

    def sound(self) -> "Table":
        """The table itself. Raises AdvisorError with every problem of its headings."""
        if self.header.problems:
            raise AdvisorError(self.header.problems)
        return self

    @property
    def notes(self) -> tuple[Said, ...]:
        """How the table was read, where its owner should know."""
        return (*self.source.notes, *self.header.notes)

    def checker(self, schema: dict[str, pl.DataType]) -> Checker:
        """What types the cells; `schema` is that of all asked terms."""
        return Checker(self.names.vocabulary, self.header, schema)

    def slices(
        self, checker: Checker, start: Position | None = None
    ) -> Iterator[tuple[Slice, Checked]]:
        """The slices from a position on, as they stand in the file and as they were checked."""
        for part in self.source.slices(start or self.source.start):
            yield part, checker.checked(part)
