"""Which row of a table holds its headings: offices write titles and empty rows above them."""

import csv
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from advisor.common.errors import AdvisorError, Problem, refuse
from advisor.common.language import Said, said
from advisor.tables.batch.header import LEFT, Names

HEAD_ROWS = 50
"""So many rows are searched for the headings."""
SEPARATORS = ",;\t|"
Row = Sequence[str]


def known(row: Row, names: Names | None) -> int:
    """How many cells of a row are headings."""
    return sum(1 for cell in row if names and names.keys(cell.strip()))


def heading_row(path: Path | str, rows: Sequence[Row], names: Names | None) -> int:
    """The place (from 0) of the first row in which most cells are headings.

    When there is none, the row with the most headings, so that what is wrong with them can be
    told. Raises AdvisorError: two such rows, no content, all cells in one column, or a column
    that has content and no heading.
    """
    filled = [place for place, row in enumerate(rows) if any(cell.strip() for cell in row)]
    if not filled:
        raise refuse(path, "reader.empty")
    several = [place for place in filled if _most(rows[place], names, 2)]
    found = several or [place for place in filled if _most(rows[place], names, 1)][:1]
    if len(found) > 1:
        message = said("batch.two-headers", first=found[0] + 1, second=found[1] + 1)
        raise AdvisorError([Problem(str(path), found[1] + 1, message)])
    if not found and _in_one_cell(rows, filled, names):
        raise refuse(path, "batch.one-cell", line=filled[0] + 1)
    place = found[0] if found else max(filled, key=lambda at: known(rows[at], names))
    below = next((rows[at] for at in filled if at > place), ())
    for at, cell in islice(enumerate(below), len(rows[place])):
        if cell.strip() and not rows[place][at].strip():
            raise refuse(path, "batch.no-heading", line=place + 1, place=at + 1)
    return place


def asks(rows: Sequence[Row], names: Names) -> bool:
    """Whether any cell is the heading of a question."""
    asked = names.vocabulary.asked
    return any(k in asked for row in rows for cell in row for k in names.keys(cell.strip()))


def above(rows: Sequence[Row], place: int) -> tuple[Said, ...]:
    """What is told of the rows with content above the headings, if there are any."""
    skipped = sum(any(cell.strip() for cell in row) for row in rows[:place])
    return (said("batch.above", rows=skipped, row=place + 1),) if skipped else ()


def _most(row: Row, names: Names | None, least: int) -> bool:
    if names is None:
        return False
    cells = [cell for cell in row if cell.strip()]
    found = [keys for cell in cells if (keys := names.keys(cell.strip()))]
    asked = [key for keys in found for key in keys if key in names.vocabulary.asked]
    real = [keys for keys in found if LEFT not in keys]
    return 2 * len(found) > len(cells) and len(real) >= least and bool(asked or least > 1)


def _in_one_cell(rows: Sequence[Row], filled: list[int], names: Names | None) -> bool:
    """Whether each row stands in one cell, its parts still separated."""
    cells = [[cell for cell in rows[place] if cell.strip()] for place in filled]
    return all(len(row) == 1 for row in cells) and any(
        _most(next(csv.reader([re.sub(r"\s*\n\s*", " ", row[0])], delimiter=sign)), names, 1)
        for row in cells
        for sign in SEPARATORS
        if sign in row[0]
    )
