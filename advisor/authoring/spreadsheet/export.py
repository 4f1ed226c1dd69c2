"""Writes the rule base as a workbook: a sheet a topic, a row a rule, a column a term."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import zip_longest
from math import ceil
from pathlib import Path, PurePosixPath
from typing import Any, get_args

from advisor.authoring.conditions import PARTS, offered
from advisor.authoring.draft import folder_of
from advisor.authoring.retiring import RETIRED
from advisor.authoring.spreadsheet.columns import (
    AFTER,
    BEFORE,
    EXAMPLES,
    cells,
    examples,
    is_condition,
)
from advisor.authoring.spreadsheet.titles import titles
from advisor.common.errors import refuse
from advisor.common.files import write_atomically
from advisor.common.language import Language, shortened
from advisor.common.messages import word
from advisor.knowledge.digest import digest
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import URGENCIES, Rule
from advisor.knowledge.vocabulary import written
from advisor.presentation.rule import conclusion_words, step_words

SPARE = 200
"""So many empty rows below the rules have drop-downs, too."""
MOST_LISTED, MOST_TOLD, MOST_TITLE = 255, 250, 30
"""What Excel takes of a list written out, of a note to a cell and of its title, in characters."""
WIDTHS = {"id": 10, "title": 32, "conclude": 32, "advise": 36, "why": 44, "message": 32,
          EXAMPLES: 60, "says": 60, "term": 40, "phrases": 70, "guide": 100}  # fmt: skip
WIDTH, FILL, LINE_HEIGHT, MOST_HIGH = 20, 0.85, 15, 400
"""A column's usual width, how much of a line words fill, and a row's height in points, which
LibreOffice does not fit to what the row holds; examples may be longer, or rows would drift apart.
"""
SHADES = {"all": "#DCE9F5", "any": "#E3F0DA", "unless": "#F7DFD9", "": "#EEEEEE"}
WORDED = {"conclude", "advise"}


def write_rules(knowledge: Knowledge, path: Path, language: Language) -> None:
    """Write the workbook.

    Raises AdvisorError, also when another file is there: it may be one with changes.
    """
    if path.suffix.lower() != ".xlsx":
        raise refuse(path, "batch.suffix", suffix=path.suffix or "-", known=(".xlsx",))
    content = _Writing(knowledge, path, language).content()
    if path.is_file() and path.read_bytes() != content:
        raise refuse(path, "sheet.exists")
    write_atomically(path, content)


class _Writing:
    """One workbook while it is written; its cells are text: Excel takes none for a date."""

    def __init__(self, knowledge: Knowledge, path: Path, language: Language) -> None:
        import xlsxwriter

        self.knowledge, self.path, self.language = knowledge, path, language
        self.terms = knowledge.vocabulary.all
        self.stream = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False}
        self.book = xlsxwriter.Workbook(self.stream, options)
        # A fixed date: the same rules give the same bytes.
        self.book.set_properties({"created": datetime(2000, 1, 1)})
        style = {"text_wrap": True, "valign": "top"}
        self.text = self.book.add_format({**style, "num_format": "@"})
        self.heads = {
            part: self.book.add_format({**style, "bold": True, "border": 1, "bg_color": shade})
            for part, shade in SHADES.items()
        }

    def content(self) -> bytes:
        """The bytes of the workbook."""
        self.sheet(self.say("guide"), ["guide"], [[line] for line in self.say("how").split(" | ")])
        kept: list[Sequence[str]] = []
        rules = sorted(self.knowledge.rule.values(), key=lambda rule: rule.id)
        folders = {folder_of(self.knowledge, rule) for rule in rules}
        last = sorted(folders, key=lambda name: (RETIRED in PurePosixPath(name).parts, name))
        for folder, title in titles(last).items():
            here = [rule for rule in rules if folder_of(self.knowledge, rule) == folder]
            kept += self.topic(folder, title, here)
        self.choices()
        self.sheet(self.say("edition"), ["edition"] * 5, kept).hide()
        self.book.close()
        return self.stream.getvalue()

    def topic(self, folder: str, title: str, rules: list[Rule]) -> Iterator[Sequence[str]]:
        """Write one sheet; gives what the workbook keeps of it, to know changes by."""
        rows = [cells(rule) for rule in rules]
        used = {key: None for row in rows for key in row if is_condition(key)}
        terms = dict.fromkeys([*self.terms, *(key.partition(": ")[2] for key in used)])
        lines = [key for part in PARTS for term in terms if (key := f"{part}: {term}") in used]
        keys = [*BEFORE, *lines, *AFTER, EXAMPLES]
        shown = [
            {**row, EXAMPLES: examples(rule)}
            | {k: self.worded(k, row[k]) for k in WORDED & row.keys()}
            for rule, row in zip(rules, rows, strict=True)
        ]
        sheet = self.sheet(title, keys, [[row.get(key, "") for key in keys] for row in shown])
        sheet.freeze_panes(1, 1)
        sheet.set_row(0, 6 * LINE_HEIGHT)
        sheet.autofilter(0, 0, len(rules), len(keys) - 1)
        red = {"type": "duplicate", "format": self.book.add_format({"bg_color": "#FFB3B3"})}
        sheet.conditional_format(1, 0, len(rules) + SPARE, 0, red)
        for at, key in enumerate(keys):
            sheet.data_validation(1, at, len(rules) + SPARE, at, self.check(key))
        yield "sheet", title, folder, "\n".join(keys)
        for rule, row in zip(rules, rows, strict=True):
            yield "rule", title, rule.id, digest(row), digest(examples(rule))

    def choices(self) -> None:
        """The sheet with what may stand in the cells."""
        vocabulary, statements = self.knowledge.vocabulary, self.knowledge.statements
        columns = {
            "conclude": [self.worded("conclude", term.name) for term in vocabulary.derived],
            "advise": [self.worded("advise", step) for step in self.knowledge.steps],
            "sources": [*statements],
            "says": [statement.says.to(self.language) for statement in statements.values()],
            "term": [f"{t.label.to(self.language)} [{t.name}]" for t in self.terms.values()],
            "phrases": [offered(term, self.language) for term in self.terms.values()],
        }
        rows = zip_longest(*columns.values(), fillvalue="")
        self.sheet(self.say("choices"), [*columns], rows)

    def sheet(self, title: str, keys: Sequence[str], rows: Iterable[Sequence[str]]) -> Any:
        """A new sheet. Raises AdvisorError: a text longer than a cell takes would be left out."""
        sheet = self.book.add_worksheet(title)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.freeze_panes(1, 0)
        widths = [WIDTHS.get(key.partition(".")[0], WIDTH) for key in keys]
        for at, (key, width) in enumerate(zip(keys, widths, strict=True)):
            sheet.set_column(at, at, width, self.text)
            part = key.partition(": ")[0]
            sheet.write_string(0, at, self.heading(key), self.heads[part if part in PARTS else ""])
        for number, row in enumerate(rows, start=1):
            cells = zip(keys, row, widths, strict=False)
            high = max(_lines(text, width) for key, text, width in cells if key != EXAMPLES)
            sheet.set_row(number, min(MOST_HIGH, LINE_HEIGHT * high))
            for at, text in enumerate(row):
                if text and sheet.write_string(number, at, text, self.text):
                    raise refuse(self.path, "sheet.too-long", text=shortened(text))
        return sheet

    def heading(self, key: str) -> str:
        """What the column is, in words, and its key in brackets."""
        part, _, name = key.partition(": ")
        if not name:
            read = key in (*BEFORE, *AFTER, EXAMPLES)
            return f"{self.say(key)} [{key}]" if read else self.say(key)
        label = self.terms[name].label.to(self.language) if name in self.terms else name
        return f"{self.say(f'part-{part}')}\n{label}\n[{key}]"

    def worded(self, key: str, name: str) -> str:
        """A finding or a step in words, and its name in brackets."""
        tell = conclusion_words if key == "conclude" else step_words
        return f"{tell(self.knowledge, name, self.language)} [{name}]"

    def check(self, key: str) -> dict[str, Any]:
        """What the sheet accepts in the column; of a choice more phrases than the drop-down has."""
        vocabulary, choices = self.knowledge.vocabulary, f"='{self.say('choices')}'!"
        listed: dict[str, list[str] | str] = {
            "conclude": f"{choices}$A$2:$A${max(1, len(vocabulary.derived)) + 1}",
            "advise": f"{choices}$B$2:$B${len(self.knowledge.steps) + 1}",
            "urgency": [*URGENCIES],
            "status": ["active", "draft"],
            "kind": [*get_args(Rule.model_fields["kind"].annotation)],
        }
        told: dict[str, Any] = {"error_message": self.say("error-choice")}
        if term := self.terms.get(key.partition(": ")[2]):
            values = [written(value) for value in term.values] if term.type != "number" else []
            if values and len(",".join(values)) <= MOST_LISTED:
                listed[key] = values
            told["show_error"] = term.type != "choice"
            told["input_title"] = shortened(term.label.to(self.language), MOST_TITLE)
            told["input_message"] = shortened(offered(term, self.language), MOST_TOLD)
        source = {"validate": "list", "source": listed[key]} if key in listed else {}
        return {"validate": "any", **told, **source}

    def say(self, name: str) -> str:
        return word(f"sheet.{name}", self.language)


def _lines(text: str, width: int) -> int:
    return sum(max(1, ceil(len(line) / (width * FILL))) for line in text.split("\n"))
