"""Turns a workbook back into rule files: what its rows change, add and take out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import Any

from advisor.authoring.conditions import boundary_examples
from advisor.authoring.draft import ROOT, Draft
from advisor.authoring.formatting import formatted, schema_line
from advisor.authoring.layout import rule_yaml
from advisor.authoring.retiring import FIRST, RETIRED, retired_text
from advisor.authoring.spreadsheet.columns import (
    EXAMPLES,
    Cells,
    cells,
    is_condition,
    place,
    put,
)
from advisor.authoring.spreadsheet.reading import Row, Workbook, read_workbook
from advisor.common.errors import AdvisorError, Problem, refuse
from advisor.common.files import check_writable, write_atomically
from advisor.common.language import Said, said
from advisor.knowledge.digest import digest
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.loader import load_texts, read_unchecked
from advisor.knowledge.model import fill
from advisor.knowledge.read_base import Filed, ParsedBase
from advisor.knowledge.rule import Rule, judge
from advisor.knowledge.storage import KNOWLEDGE, RULES
from advisor.knowledge.vocabulary import Term
from advisor.knowledge.yaml_reader import Document, parse

Data = dict[str, Any]


@dataclass
class Import:
    """What an import comes to, nothing of it written yet.

    `files` are the new contents by `rules/…` below `folder`, None for a file that goes; `done` says
    of files that stay whether they are `changed`, `added` or `retired`. `proposed` are the rules
    whose rows are gone; `kept` those that came or changed in the folder since the export.
    """

    folder: Path
    base: ParsedBase
    old: Mapping[str, bytes]
    book: Workbook
    files: dict[str, bytes | None] = field(default_factory=dict)
    done: dict[str, str] = field(default_factory=dict)
    proposed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    row_of: dict[str, Row] = field(default_factory=dict)

    @cached_property
    def edition(self) -> Knowledge:
        """The base as it would be. Raises AdvisorError with every problem, at its cell if any."""
        return self._loaded({**self.old, **self.files})

    @cached_property
    def before(self) -> Knowledge:
        """The base as it is. Raises AdvisorError when it does not pass its check."""
        return self._loaded(self.old)

    def write(self) -> None:
        """Write the files. Raises AdvisorError, before the first one where a place is closed."""
        for name in self.files:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            check_writable(self.folder / name)
        for name, content in self.files.items():
            if content is None:
                (self.folder / name).unlink()
            else:
                write_atomically(self.folder / name, content)

    def _loaded(self, texts: Mapping[str, bytes | None]) -> Knowledge:
        try:
            return load_texts({name: text for name, text in texts.items() if text is not None})
        except AdvisorError as error:
            raise AdvisorError(map(self._told, error.problems)) from error

    def _told(self, problem: Problem) -> Problem:
        name, key = problem.where, problem.message.key
        if row := self.row_of.get(name):
            column = _column(row, self.files[name] or b"", problem)
            return row.problem(column, problem.message, problem.hint)
        if None in self.files.values() and key in FIRST:
            problem = replace(problem, hint=said(FIRST[key]))
        return _below(self.folder, problem)


def read_import(path: Path, folder: Path, reason: str | None = None) -> Import:
    """What the workbook would change in the base; with a `reason` rules without a row are retired.

    Raises AdvisorError with every problem: of the form, of the rows, and of the base as it would
    be. The base need not pass its check before.
    """
    if not folder.is_dir():
        raise refuse(folder, "load.no-folder")
    try:
        base, texts = read_unchecked(folder / RULES, folder / KNOWLEDGE)
    except AdvisorError as error:
        raise AdvisorError(_below(folder, problem) for problem in error.problems) from error
    book = read_workbook(path, base.terms)
    found, problems = Import(folder, base, texts, book), list(book.problems)
    files = {filed.model.id: filed for filed in base.rules}
    for name, row in book.rows.items():
        problems += [
            # What is wrong with a line of the rule's file is told there.
            _below(folder, p) if p.line else row.problem(p.where, p.message, p.hint)
            for p in _refused(partial(_compare, found, row, files.get(name)))
        ]
    # Of a workbook that could not be read whole, nobody knows what is gone.
    for name, filed in files.items() if not book.problems else ():
        if name not in book.rows:
            problems += _refused(partial(_without_row, found, filed, reason))
    problems += _refused(lambda: found.edition)
    if problems:
        raise AdvisorError(dict.fromkeys(problems))
    return found


def _compare(found: Import, row: Row, filed: Filed[Rule] | None) -> None:
    """What the row comes to, from the rule as it was exported, as the row is, as its file is."""
    name = row.cells["id"]
    exported = found.book.exported.get(name)
    now = cells(filed.model) if filed else {}
    if exported and exported.sheet != row.sheet.title:
        raise refuse("id", "sheet.moved", sheet=exported.sheet)
    if exported and digest(row.examples) != exported.examples:
        raise refuse(EXAMPLES, "sheet.read-only")
    if not exported:
        row.cells.setdefault("since", now.get("since", found.base.vocabulary.model.version))
    if not filed:
        if exported:
            raise refuse("id", "sheet.not-there", id=name, folder=found.folder)
        _add(found, row)
    elif now != row.cells and exported and digest(now) == exported.cells:
        _change(found, row, filed, now)
    elif now != row.cells and exported and digest(row.cells) == exported.cells:
        found.kept.append(name)
    elif now != row.cells:
        raise refuse("id", "sheet.conflict", id=name)


def _change(found: Import, row: Row, filed: Filed[Rule], now: Cells) -> None:
    """Let the rule's file say what the row says, and no more of it change."""
    name = filed.document.path
    found.row_of[name] = row
    keys = [key for key in (now | row.cells) if now.get(key) != row.cells.get(key)]

    def change(data: Data) -> None:
        for key in keys:
            put(data, key, row.cells.get(key, ""))
        if any(map(is_condition, keys)):
            data["examples"] = _examples(data, found.base.terms)

    header = schema_line(found.folder / name)
    found.files[name] = formatted(found.old[name], name, header, change).encode()
    found.done[name] = "changed"


def _add(found: Import, row: Row) -> None:
    """Make a file for the row, with examples on the boundary of its conditions."""
    folder = found.book.folders[row.sheet.title]
    title = {"en": row.cells.get("title.en", "")}
    draft = Draft("" if folder == ROOT else folder, row.cells["id"], title=title)
    name = f"{RULES}/{draft.name}"
    if (found.folder / name).exists():
        raise refuse("id", "sheet.taken", path=found.folder / name)
    found.row_of[name] = row
    data: Data = {"when": {}, "then": {}, "examples": []}
    for key, text in row.cells.items():
        put(data, key, text)
    data["examples"] = _examples(data, found.base.terms)
    found.files[name] = rule_yaml(data, schema_line(found.folder / name)).encode()
    found.done[name] = "added"


def _without_row(found: Import, filed: Filed[Rule], reason: str | None) -> None:
    """A rule that came since the export, or whose row was taken out."""
    name, old = filed.model.id, filed.document.path
    new = f"{RULES}/{RETIRED}/{PurePosixPath(old).name}"
    exported = found.book.exported.get(name)
    same = exported and digest(cells(filed.model)) == exported.cells
    if not exported:
        found.kept.append(name)
    elif (filed.model.status == RETIRED) == bool(same):
        key = "sheet.stays" if same else "sheet.conflict"
        raise refuse(f"{found.book.path} {exported.sheet}", key, id=name)
    elif same and reason is None:
        found.proposed.append(name)
    elif same and (found.folder / new).exists():
        raise refuse(name, "sheet.taken", path=found.folder / new)
    elif same and reason is not None:
        found.files[new] = retired_text(filed.document, found.old[old], reason, None)
        found.files[old] = None
        found.done[new] = "retired"


def _examples(data: Data, terms: Mapping[str, Term]) -> list[Data]:
    """Those of the examples that still hold, and what else the boundary asks for.

    As they are where the rule is not fit to be judged: the check of the base will say why. Raises
    AdvisorError when the conditions draw no boundary.
    """
    old: list[Data] = data["examples"]
    try:
        rule = fill(Rule, Document("", data, {}), data)
    except AdvisorError:
        return old
    if not all(c.term in terms and terms[c.term].accepts(c.phrase) for c in rule.conditions):
        return old
    kept, states = [], []
    for given, example in zip(old, rule.examples, strict=True):
        state = {t: terms[t].parse(text) for t, text in example.given.items() if t in rule.reads}
        values = {t: value for t, value in state.items() if not isinstance(value, Said)}
        if len(values) == len(example.given) and judge(rule, values) is example.expect:
            kept.append(given)
            states.append(state)
    new = (e.model_dump(mode="json") for e in boundary_examples(rule, terms))
    return kept + [
        e for e in new if {t: terms[t].parse(v) for t, v in e["given"].items()} not in states
    ]


def _refused(act: Callable[[], object]) -> tuple[Problem, ...]:
    """Why it could not be done, if it could not."""
    try:
        act()
    except AdvisorError as error:
        return error.problems
    return ()


def _below(folder: Path, problem: Problem) -> Problem:
    """The problem, with a file of the base called by its whole path."""
    there = folder / problem.where
    return replace(problem, where=str(there)) if there.is_file() else problem


def _column(row: Row, content: bytes, problem: Problem) -> str:
    """The column that a problem of the row's file is about; of the id, for one of the whole."""
    places = {place(key): key for key in row.sheet.keys if key}
    field = dict(problem.message.parameters).get("field")
    for at, key in places.items():
        if field in (at[0], ".".join(map(str, at))):
            return key
    try:
        lines = parse(content, problem.where).lines
    except AdvisorError:
        return "id"
    here = [location for location, line in lines.items() if line == problem.line]
    known = [places[at[:n]] for at in here for n in range(1, len(at) + 1) if at[:n] in places]
    return known[-1] if known else "advise" if ("then",) in here else "id"
