"""Reads the workbook: its rows, what it kept of the rules, and all that is wrong with its form."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from advisor.authoring.conditions import PARTS
from advisor.authoring.spreadsheet.columns import (
    AFTER,
    BEFORE,
    EXAMPLES,
    USUAL_KIND,
    Cells,
    is_condition,
    tidy,
)
from advisor.authoring.spreadsheet.titles import OWN, own_titles
from advisor.common.errors import Problem, did_you_mean, refuse
from advisor.common.language import Said, said, shortened
from advisor.common.workbook import opened, refuse_unfit, unbroken
from advisor.tables.batch.book import marks
from advisor.tables.batch.header import key_of
from advisor.tables.batch.sheet import TOLD, text_of

MOST_BYTES = 50_000_000
"""How much a workbook of rules may unpack to."""
HEAD_ROWS = 20
"""So many rows are searched for the headings: people write a title above them."""
_COLON = re.compile(r"\s*:\s*")
_FOLDER = re.compile(r"\.|[\w-][\w. -]*(/[\w-][\w. -]*)*")
"""A folder below the rules folder: the hidden sheet may have been edited, too."""
Parts = tuple[Any, ...]


@dataclass(frozen=True)
class Row:
    """A rule's row; `examples` is what it shows of them, which is not to be changed there."""

    sheet: "Sheet"
    number: int
    cells: Cells
    examples: str

    def problem(self, key: str, message: Said, hint: Said | None = None) -> Problem:
        """A problem in one column; in the id's where there is none such."""
        keys = self.sheet.keys
        return self.sheet.problem(
            keys.index(key if key in keys else "id"), self.number, message, hint
        )


@dataclass(frozen=True)
class Exported:
    """What the workbook kept of a rule: its sheet, and digests of its row and its examples."""

    sheet: str
    cells: str
    examples: str


@dataclass
class Workbook:
    """What was read: `folders` and the keys of `columns` by sheet and `exported` by id, as the
    export wrote them; and the rows that can be used, by id.
    """

    path: Path
    folders: dict[str, str] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    exported: dict[str, Exported] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_workbook(path: Path, terms: Collection[str]) -> Workbook:
    """Every row of every sheet. Raises AdvisorError when `rules export` did not write the file."""
    if path.suffix.lower() != ".xlsx":
        raise refuse(path, "batch.suffix", suffix=path.suffix or "-", known=(".xlsx",))
    refuse_unfit(path, str(path), MOST_BYTES, "sheet.unpacks")
    with opened(path, str(path)) as book, unbroken(str(path)):
        sheets = {sheet.title: Sheet(path, sheet) for sheet in book.worksheets}
    found = _kept(path, sheets)
    for title in found.columns:
        if title in sheets:
            sheets[title].read(found, terms)
        else:
            found.problems.append(Problem(str(path), None, said("sheet.missing", sheet=title)))
    known = {*found.columns}.union(*map(own_titles, OWN))
    for title, sheet in sheets.items():
        if title not in known and any(map(_texts, sheet.rows)):
            hint = did_you_mean(title, known - sheets.keys())
            found.problems.append(sheet.problem(0, 1, said("sheet.unknown", sheet=title), hint))
    return found


def _kept(path: Path, sheets: "Mapping[str, Sheet]") -> Workbook:
    """What the export kept on a hidden sheet."""
    found = Workbook(path)
    kept = next((sheet.rows for name, sheet in sheets.items() if name in own_titles("edition")), [])
    for row in kept:
        match [*_texts(row), "", ""]:
            case ["sheet", title, folder, columns, *_] if _FOLDER.fullmatch(folder):
                found.folders[title], found.columns[title] = folder, columns.split("\n")
            case ["rule", title, name, cells, examples, *_]:
                found.exported[name] = Exported(title, cells, examples)
    if not found.columns:
        raise refuse(path, "sheet.no-edition")
    return found


class Sheet:
    """One sheet of the workbook; `keys` are those of its columns, empty where one has none."""

    def __init__(self, path: Path, sheet: Any) -> None:
        self.path, self.sheet, self.title = path, sheet, sheet.title
        sheet.reset_dimensions()
        self.rows: list[Parts] = list(sheet.rows)
        self.keys: list[str] = []

    def read(self, found: Workbook, terms: Collection[str]) -> None:
        """Add the rows to what was found, and what is wrong."""
        keys = [[_COLON.sub(": ", key_of(t)) for t in _texts(row)] for row in self.rows[:HEAD_ROWS]]
        head = next((number for number, row in enumerate(keys, start=1) if "id" in row), 0)
        self.keys = keys[head - 1] if head else []
        if wrong := list(self._wrong(head, found.columns[self.title], terms)):
            found.problems += wrong
            return
        for number, parts in enumerate(self.rows[head:], start=head + 1):
            if texts := _texts(parts):
                bad = list(self._bad_cells(number, parts))
                found.problems += bad or self._keep(found, number, texts)

    def problem(self, at: int, number: int, message: Said, hint: Said | None = None) -> Problem:
        """A problem at a cell, by the column's place (from 0) and the row's number."""
        from openpyxl.utils import get_column_letter

        cell = f"{get_column_letter(at + 1)}{number}"
        return Problem(f"{self.path} {self.title}!{cell}", None, message, hint)

    def _wrong(self, head: int, columns: list[str], terms: Collection[str]) -> Iterator[Problem]:
        """Why the sheet's rows cannot be read."""
        if not head:
            yield self.problem(0, 1, said("sheet.no-heading"))
            return
        if merged := marks(self.path, self.sheet, head)[0]:
            yield self.problem(
                0, 1, said("batch.merged", sheet=self.title, cells=tuple(merged[:TOLD]))
            )
        known = {*BEFORE, *AFTER, EXAMPLES, *columns}
        known |= {f"{part}: {term}" for part in PARTS for term in terms}
        for at, key in enumerate(self.keys):
            if key and key not in known:
                name = shortened(key.partition(": ")[2] if is_condition(key) else key)
                message = said("check.term" if is_condition(key) else "sheet.column", name=name)
                yield self.problem(at, head, message, did_you_mean(key, known))
            elif key and key in self.keys[:at]:
                yield self.problem(at, head, said("sheet.column-twice", name=key))
        for key in columns:
            if key not in self.keys:
                yield self.problem(0, head, said("sheet.column-missing", name=key))

    def _bad_cells(self, number: int, parts: Parts) -> Iterator[Problem]:
        for at, (part, key) in enumerate(zip_longest(parts, self.keys)):
            text = text_of(part) if part else ""
            if text is None:
                key = "batch.formula" if part.data_type == "f" else "batch.cell"
                yield self.problem(at, number, said(key))
            elif text.strip() and not key:
                yield self.problem(at, number, said("sheet.no-column", text=shortened(text)))

    def _keep(self, found: Workbook, number: int, texts: list[str]) -> list[Problem]:
        pairs = zip(self.keys, texts, strict=False)
        cells = {key: cell for key, text in pairs if key and (cell := tidy(key, text))}
        cells.setdefault("kind", USUAL_KIND)
        row = Row(self, number, cells, cells.pop(EXAMPLES, ""))
        name = cells.get("id", "")
        if not name:
            return [row.problem("id", said("sheet.no-id"))]
        if other := found.rows.get(name):
            message = said("sheet.twice", id=name, sheet=other.sheet.title, row=other.number)
            return [row.problem("id", message)]
        found.rows[name] = row
        return []


def _texts(row: Parts) -> list[str]:
    """The cells as text, empty where a cell holds none; no cell for a row without content."""
    texts = [text_of(part) for part in row]
    return [(text or "").strip() for text in texts] if any(t != "" for t in texts) else []
