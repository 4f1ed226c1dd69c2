"""A table as it was opened: its parts, how their columns were understood, their rows checked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import Said, said
from advisor.knowledge.knowledge import Knowledge
from advisor.tables.batch.checking import Checked, Checker
from advisor.tables.batch.header import REGION, SHEET, Header, Names, read_header
from advisor.tables.batch.mapping import Mapping
from advisor.tables.batch.slices import ALL_SHEETS, ROW, Position, Slice, Source, place
from advisor.tables.batch.sources import open_sources


@dataclass(frozen=True, slots=True)
class Asked:
    """How a table is to be read where it does not say so itself: columns to carry along; a sheet by
    its name, or ALL_SHEETS; whether a merged region counts for each of its rows; a mapping.
    """

    keep: tuple[str, ...] = ()
    sheet: str = ""
    fill_region: bool = False
    mapping: Mapping | None = None

    def as_json(self) -> dict[str, Any]:
        """The same by name, the mapping by its digest."""
        return {
            "keep": list(self.keep),
            "sheet": self.sheet,
            "fill_region": self.fill_region,
            "mapping": self.mapping.digest if self.mapping else None,
        }


AS_IT_IS = Asked()


@dataclass(frozen=True)
class Part:
    """One sheet of a workbook, or the whole of another file."""

    source: Source
    header: Header


@dataclass(frozen=True)
class Piece:
    """A slice as it stands in its part and as it was checked, and where the next begins."""

    part: Part
    rows: Slice
    checked: Checked
    after: Position


@dataclass(frozen=True)
class Table:
    """A table whose headings were found."""

    path: Path
    names: Names
    parts: tuple[Part, ...]

    @classmethod
    def open(
        cls,
        knowledge: Knowledge,
        path: Path,
        asked: Asked = AS_IT_IS,
        help_with: str = "batch.heading-hint",
    ) -> "Table":
        """Open the file. Raises AdvisorError when it cannot be read at all.

        `help_with` is what else may be done with a column that is not known.
        """
        names = Names(knowledge, asked.keep, asked.mapping)
        sources = open_sources(path, names, asked.sheet, asked.fill_region)
        parts = (_part(names, *opened, asked.sheet, help_with) for opened in sources)
        return cls(path, names, tuple(parts))

    def sound(self) -> "Table":
        """The table itself. Raises AdvisorError with every problem of its headings."""
        if self.problems:
            raise AdvisorError(self.problems)
        return self

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong with the headings."""
        return tuple(problem for part in self.parts for problem in part.header.problems)

    @property
    def notes(self) -> tuple[Said, ...]:
        """How the table was read, where its owner should know."""
        read = {column.mapped for part in self.parts for column in part.header.columns}
        absent = tuple(h for h in self.names.mapped_headings if self.names.mapped(h) not in read)
        notes = tuple(note for part in self.parts for note in _notes(part))
        return (*notes, said("mapping.absent", columns=absent)) if absent else notes

    @property
    def about(self) -> tuple[str, ...]:
        """What is told of each PD besides its answers: NAME, REGION, SHEET, KEPT…."""
        headers = (part.header for part in self.parts)
        return tuple(dict.fromkeys(key for h in headers for key in (*h.given, *h.about)))

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms that any part has a column for."""
        return tuple(dict.fromkeys(term for part in self.parts for term in part.header.terms))

    @property
    def start(self) -> Position:
        """Where the first slice begins."""
        return self.parts[0].source.start

    @property
    def size(self) -> int:
        """How much there is to be done."""
        return sum(part.source.size for part in self.parts)

    def done(self, position: Position) -> int:
        """How much is done at a position."""
        return sum(part.source.size for part in self.parts[: position.part]) + position.offset

    def pieces(
        self, schema: dict[str, pl.DataType], start: Position | None = None
    ) -> Iterator[Piece]:
        """The slices from a position on; `schema` is that of all asked terms."""
        start = start or self.start
        for at, part in enumerate(self.parts[start.part :], start=start.part):
            checker = Checker(self.names.vocabulary, part.header, schema)
            begin = start if at == start.part else part.source.start
            for rows in part.source.slices(begin):
                checked = self._alike(checker.checked(rows), part, schema)
                yield Piece(part, rows, checked, replace(rows.after, part=at))

    def _alike(self, checked: Checked, part: Part, schema: dict[str, pl.DataType]) -> Checked:
        """The same with the columns of every other part and the name of its sheet."""
        if len(self.parts) == 1 and SHEET not in part.header.given:
            return checked
        missing = [
            pl.lit(None, schema[key]).alias(key) if key in schema else pl.lit("").alias(key)
            for key in (*self.about, *self.terms)
            if key not in checked.rows.columns
        ]
        rows = checked.rows.with_columns(missing).select(ROW, *self.about, *self.terms)
        sheet = part.header.given.get(SHEET, "")
        return Checked(rows, [replace(reject, sheet=sheet) for reject in checked.rejects])


def _part(names: Names, sheet: str, source: Source, asked: str, help_with: str) -> Part:
    row = max(1, source.start.row - 1)
    where = place(source.path, sheet if asked else "")
    header = read_header(names, source.headings, where, row, help_with)
    given = {SHEET: sheet} if asked == ALL_SHEETS else {}
    if asked and REGION not in header.about:
        given[REGION] = sheet
    return Part(source, replace(header, given=given))


def _notes(part: Part) -> Iterator[Said]:
    sheet = part.header.given.get(SHEET)
    yield from part.source.notes
    for note in part.header.notes:
        yield said("batch.in-sheet", sheet=sheet, note=note) if sheet else note
