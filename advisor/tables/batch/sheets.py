"""Which sheets of a workbook are read."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import Said, said
from advisor.common.workbook import opened, refuse_unfit
from advisor.tables.batch.book import filled_sheets, form_of, hidden_sheets, named
from advisor.tables.batch.header import Names
from advisor.tables.batch.heading_row import asks
from advisor.tables.batch.sheet import Sheet, texts
from advisor.tables.batch.slices import ALL_SHEETS, place

MOST_BYTES = 2_000_000_000
"""How much an XLSX may unpack to; more is an attack or a mistake."""


def open_sheets(
    path: Path, names: Names, asked: str = "", fill_region: bool = False
) -> Iterator[tuple[str, Sheet]]:
    """The sheets to be read, by name: that of the name, all with questions, or the form.

    A merged region counts for each of its rows where `fill_region` asks for it. Raises AdvisorError
    with the problems of all of them.
    """
    refuse_unfit(path, str(path), MOST_BYTES)
    problems: list[Problem] = []
    found: list[tuple[str, Sheet]] = []
    with opened(path, str(path)) as book:
        chosen, notes = _chosen(path, book, names, asked)
        for sheet in chosen:
            try:
                where = place(path, sheet.title if asked else "")
                source = Sheet.open(path, sheet, names, where, fill_region)
            except AdvisorError as error:
                problems += error.problems
            else:
                told = _in_sheet(sheet.title, source.notes) if asked == ALL_SHEETS else source.notes
                found.append((sheet.title, replace(source, notes=told)))
    if problems:
        raise AdvisorError(problems)
    first, source = found[0]
    yield first, replace(source, notes=(*notes, *source.notes))
    yield from found[1:]


def _chosen(path: Path, book: Any, names: Names, asked: str) -> tuple[list[Any], tuple[Said, ...]]:
    """The sheets to be read, and what is told of the others."""
    seen = filled_sheets(book)
    if asked == ALL_SHEETS:
        chosen = [sheet for sheet in seen if asks(texts(path, sheet.title), names)]
    else:
        chosen = [named(path, book, asked)] if asked else [form_of(book)]
    chosen = chosen or [form_of(book)]
    others = tuple(sheet.title for sheet in seen if sheet not in chosen)
    read = tuple(sheet.title for sheet in chosen)
    notes = [said("batch.other-sheets", sheets=read, others=others)] if others else []
    if asked == ALL_SHEETS and (hidden := hidden_sheets(book)):
        notes.append(said("batch.hidden-sheets", sheets=hidden))
    return chosen, tuple(notes)


def _in_sheet(title: str, notes: tuple[Said, ...]) -> tuple[Said, ...]:
    return tuple(said("batch.in-sheet", sheet=title, note=note) for note in notes)
