"""A plan's workbook that an office filled in, read back: what changed, or all that is wrong."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from advisor.advice.facts import facts_of, one_line
from advisor.advice.notes import Note, from_json
from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import LANGUAGES, Language, Said, said, shortened
from advisor.common.messages import word
from advisor.common.strict_json import read_json
from advisor.follow_up.noting import done_term, note_of
from advisor.follow_up.workbook import Sheet, sheets_of
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.yaml_reader import parse
from advisor.presentation.dates import day
from advisor.presentation.notes import status_word
from advisor.presentation.report.content import Origin
from advisor.presentation.report.xlsx import KEPT, SCHEMA

HEADINGS = {
    "step": "plan.step",
    "person": "report.person",
    "due": "report.deadline",
    "evidence": "report.evidence",
    "status": "report.status",
    "reason": "report.reason",
}
Since = Callable[[Origin], date | None]
FIELDS = tuple(name for name in HEADINGS if name != "step")


@dataclass(frozen=True)
class Given:
    """A step as the workbook was given out: its title there, who was in charge, what was noted."""

    title: str
    actor: str
    note: Note


@dataclass(frozen=True)
class Filled:
    """A workbook that was read: what its plan was made of, its steps as they were given out, and
    the notes on those that were changed since.
    """

    language: Language
    origin: Origin
    steps: Mapping[str, Given]
    changes: Mapping[str, Note]

    @property
    def noted(self) -> dict[str, Note]:
        """What was noted on each step when it was given out."""
        return {step: item.note for step, item in self.steps.items()}

    @property
    def notes(self) -> dict[str, Note]:
        """What is noted now on each step, those without a note left out."""
        every = {**self.noted, **self.changes}
        return {step: note for step, note in every.items() if note != Note()}


def read_filled(
    content: bytes, name: str, knowledge: Knowledge, since: Since = lambda _: None
) -> Filled:
    """What somebody filled in; messages call the workbook `name`.

    `since` gives the day before which no deadline of such a plan may lie. Raises AdvisorError with
    every problem, for a plan of another edition too; then nothing of it is to be used.
    """
    sheets = sheets_of(content, name)
    kept = next((sheet for sheet in sheets if sheet.title == KEPT), None)
    if kept is None:
        raise AdvisorError([Problem(name, None, said("filled.no-data"))])
    given_out = _Kept(kept, knowledge).read()
    reading = _Reading(knowledge, given_out, since(given_out.origin))
    tables = [sheet for sheet in sheets if not sheet.hidden and reading.heading(sheet) is not None]
    if not tables:
        raise AdvisorError([reading.no_table(next(s for s in sheets if not s.hidden))])
    for sheet in tables:
        reading.sheet(sheet)
    reading.rows_gone(tables[0])
    if reading.problems:
        raise AdvisorError(reading.problems)
    return Filled(given_out.language, given_out.origin, given_out.steps, reading.changes)


class _Kept:
    """The hidden sheet."""

    def __init__(self, sheet: Sheet, knowledge: Knowledge) -> None:
        self.name, self.sheet, self.knowledge = sheet.name, sheet, knowledge
        self.language: Language = "id"
        self.steps: dict[str, Given] = {}

    def read(self) -> "_Kept":
        """Raises AdvisorError."""
        lines = [self.sheet.texts(row) for row in range(len(self.sheet.rows))]
        rows = {line[0]: [*line[1:], "", ""] for line in lines if line and line[0] != "step"}
        if rows.get("schema", [""])[0] != SCHEMA or not {"knowledge", "facts"} <= rows.keys():
            raise self.refused(said("filled.no-data"))
        version, digest, *_ = rows["knowledge"]
        if digest != self.knowledge.digest:
            now, shown = self.knowledge.version, digest.removeprefix("sha256:")[:12]
            raise self.refused(said("filled.edition", then=version, digest=shown, now=now))
        self.language = "en" if rows.get("language", [""])[0] == "en" else "id"
        try:
            for _, step, title, actor, note, *_ in (line for line in lines if line[0] == "step"):
                found = from_json({step: read_json(note)})[step]
                self.steps[step] = Given(title, actor, found)
            self.origin = self.made_of(rows)
        except (ValueError, KeyError, AdvisorError) as error:
            raise self.refused(said("filled.no-data")) from error
        return self

    def made_of(self, rows: Mapping[str, list[str]]) -> Origin:
        facts = facts_of(self.knowledge.vocabulary, parse(rows["facts"][0].encode(), self.name))
        number, hash, *_ = rows.get("record", ["", ""])
        record = (int(number), hash) if number else None
        return Origin(facts, record, rows.get("key", [""])[0])

    def refused(self, message: Said) -> AdvisorError:
        return AdvisorError([Problem(self.name, None, message)])


@dataclass
class _Reading:
    knowledge: Knowledge
    kept: _Kept
    since: date | None
    changes: dict[str, Note] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)

    def heading(self, sheet: Sheet) -> int | None:
        """The row of headings, from 0: the first that names step and status."""
        for row in range(len(sheet.rows)):
            if {"step", "status"} <= {field_of(text) for text in sheet.texts(row)}:
                return row
        return None

    def no_table(self, sheet: Sheet) -> Problem:
        names = {key: word(HEADINGS[key], self.kept.language) for key in ("step", "status")}
        return sheet.problem(0, 0, said("filled.no-table", **names))

    def sheet(self, sheet: Sheet) -> None:
        """Read one table, from its headings down."""
        head = self.heading(sheet)
        assert head is not None
        names = [field_of(text) for text in sheet.texts(head)]
        if wrong := list(self.wrong_columns(sheet, head, names)):
            self.problems += wrong
            return
        columns = {name: names.index(name) for name in HEADINGS}
        for row in range(head + 1, len(sheet.rows)):
            self.row(sheet, row, columns)

    def wrong_columns(self, sheet: Sheet, head: int, names: list[str]) -> Iterator[Problem]:
        for name, key in HEADINGS.items():
            title = word(key, self.kept.language)
            places = [place for place, found in enumerate(names) if found == name]
            if not places:
                yield sheet.problem(head, 0, said("filled.column-missing", name=title))
            for place in places[1:]:
                yield sheet.problem(head, place, said("filled.column-twice", name=title))
        for area in sheet.merged:
            if area.max_row > head + 1 and any(
                name and area.min_col <= place + 1 <= area.max_col
                for place, name in enumerate(names)
            ):
                message = said("filled.merged", cells=area.coord)
                yield sheet.problem(area.min_row - 1, area.min_col - 1, message)

    def row(self, sheet: Sheet, row: int, columns: Mapping[str, int]) -> None:
        cells = {name: sheet.rows[row][column] for name, column in columns.items()}
        texts, wrong = _texts(cells)
        if not any(texts.values()) and not wrong:
            return
        at = columns["step"]
        if not texts["step"] and "step" not in wrong:
            self.problems.append(sheet.problem(row, at, said("filled.no-step")))
            return
        titles = {one_line(item.title): step for step, item in self.kept.steps.items()}
        step = titles.get(one_line(texts["step"]))
        if step is None:
            hint = did_you_mean(texts["step"], titles)
            message = said("filled.step", given=shortened(one_line(texts["step"])))
            self.problems.append(sheet.problem(row, at, wrong.get("step", message), hint))
        elif step in self.found:
            message = said("filled.step-twice", cell=self.found[step])
            self.problems.append(sheet.problem(row, at, message))
        else:
            self.found[step] = sheet.place(row, at)
            self.step(sheet, row, columns, step, texts, wrong)

    def step(
        self,
        sheet: Sheet,
        row: int,
        columns: Mapping[str, int],
        step: str,
        texts: dict[str, str],
        wrong: dict[str, Said],
    ) -> None:
        """What is noted on one step, as it was unless its row says otherwise."""
        given = self.kept.steps[step]
        was, answers = given.note, self.kept.origin.facts.answers
        if one_line(texts["person"]) == one_line(given.actor):
            texts["person"] = ""
        texts |= {name: _written(was, name) for name in FIELDS if name in wrong}
        note, more = note_of(texts, was, self.since)
        term = done_term(self.knowledge, step)
        if was.status == "done" != note.status and term and answers.get(term) is True:
            more.setdefault("status", said("noting.answered"))
        for name, message in {**more, **wrong}.items():
            self.problems.append(sheet.problem(row, columns[name], message))
        if note != was:
            self.changes[step] = note

    def rows_gone(self, sheet: Sheet) -> None:
        """Steps that were given out and are in no table any more."""
        if self.problems and not self.found:
            return  # The tables could not be read at all.
        head = self.heading(sheet) or 0
        dropped = status_word("dropped", self.kept.language)
        for step, item in self.kept.steps.items():
            if step not in self.found:
                message = said("filled.row-gone", step=item.title, dropped=dropped)
                self.problems.append(sheet.problem(head, 0, message))


def field_of(heading: str) -> str:
    """The field that a heading names, in either language; empty for any other."""
    plain = one_line(heading).casefold()
    for name, key in HEADINGS.items():
        if plain in (word(key, language).casefold() for language in LANGUAGES):
            return name
    return ""


def _texts(cells: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, Said]]:
    """The cells as text, and those that hold none."""
    texts, wrong = dict.fromkeys(cells, ""), {}
    for name, cell in cells.items():
        value = cell.value
        if cell.data_type == "f":
            wrong[name] = said("filled.formula")
        elif cell.data_type == "e" or isinstance(value, bool):
            wrong[name] = said("filled.cell")
        elif isinstance(value, datetime | date):
            texts[name] = value.strftime("%Y-%m-%d")
        elif isinstance(value, int | float) and name == "due":
            wrong[name] = said("filled.number")
        elif value is not None:
            texts[name] = f"{value:.15g}" if isinstance(value, float) else str(value)
    return texts, wrong


def _written(note: Note, name: str) -> str:
    """A field of a note as text."""
    value = getattr(note, name)
    return value.isoformat() if isinstance(value, date) else value or ""


def lines(
    filled: Filled, steps: Iterable[str], language: Language
) -> Iterator[tuple[str, tuple[tuple[str, str, str], ...]]]:
    """The changes of these steps, each as its title and (key of the field, before, after)."""
    for step in steps:
        given = filled.steps[step]
        yield given.title, difference(given.note, filled.changes[step], language)


def difference(was: Note, now: Note, language: Language) -> tuple[tuple[str, str, str], ...]:
    """The fields that differ, as (key of the field, before, after)."""
    pairs = (
        (HEADINGS[name], _shown(was, name, language), _shown(now, name, language))
        for name in FIELDS
    )
    return tuple((key, before, after) for key, before, after in pairs if before != after)


def _shown(note: Note, name: str, language: Language) -> str:
    if name == "status":
        return status_word(note.status, language)
    if name == "due":
        return day(note.due, language) if note.due else ""
    return str(getattr(note, name))
