"""How a table is understood, before anything is judged: its columns, their words, the rows refused.

It is what `advisor batch --check` shows, and all that a page needs that takes tables.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from advisor.common.errors import Problem
from advisor.common.language import Said
from advisor.common.messages import in_both, problem_json
from advisor.inference.columns import Columns
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.knowledge.spelling import plain
from advisor.knowledge.vocabulary import UNKNOWN, written
from advisor.tables.batch.checking import filled, read_cell
from advisor.tables.batch.header import KEPT, LEFT, SHEET, Column, shown_as
from advisor.tables.batch.slices import ROW, Reject
from advisor.tables.batch.table import Part, Piece, Table

MOST_WORDS = 1_000
"""So many words of a column are counted one by one: those that are met first."""
MOST_REJECTS = 1_000
"""So many rejects are kept; all are counted."""
Watch = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Word:
    """What stands in a cell, in how many rows, and what it answers (None: not known), or what is
    wrong with it.
    """

    text: str
    count: int
    answers: tuple[tuple[str, Value | None], ...] = ()
    problem: Said | None = None

    def as_json(self) -> dict[str, Any]:
        """`text`, `count`, `answers` by term, `problem` in both languages or null."""
        answers = {t: UNKNOWN if v is None else written(v) for t, v in self.answers}
        problem = in_both(self.problem) if self.problem else None
        return {"text": self.text, "count": self.count, "answers": answers, "problem": problem}


@dataclass(frozen=True, slots=True)
class ColumnExamined:
    """A column as it was understood, its words (the most frequent first), and how many cells hold
    words that were not counted one by one.
    """

    column: Column
    words: tuple[Word, ...]
    others: int = 0
    sheet: str = ""

    @property
    def read_as(self) -> tuple[str, ...]:
        """Terms, `name`, `region`, `keep` or `ignore`; nothing where that is not known."""
        if not self.column.heading.strip():
            return ("ignore",)
        return () if self.column.problem else tuple(map(_read_as, self.column.keys))

    @property
    def worst_first(self) -> list[Word]:
        """The words, those that cannot be read first."""
        return sorted(self.words, key=lambda item: item.problem is None)

    def as_json(self) -> dict[str, Any]:
        """`place`, `heading`, `read_as`, `problem`, `words`, `others`."""
        problem = self.column.problem
        return {
            "sheet": self.sheet,
            "place": self.column.place,
            "heading": self.column.heading,
            "read_as": list(self.read_as),
            "problem": problem_json(problem) if problem else None,
            "words": [word.as_json() for word in self.words],
            "others": self.others,
        }


@dataclass(frozen=True, slots=True)
class Examination:
    """A table as it would be read. With `problems` in its headings no row of it would be judged."""

    columns: tuple[ColumnExamined, ...]
    good: int
    refused: int
    left: int
    rejects: tuple[Reject, ...]
    notes: tuple[Said, ...]
    problems: tuple[Problem, ...]

    @property
    def fit(self) -> bool:
        """Whether `advisor batch` would write a result."""
        return bool(self.good) and not self.problems

    def as_json(self) -> dict[str, Any]:
        """The form `examination/1`; every text in both languages."""
        return {
            "schema": "examination/1",
            "fit": self.fit,
            "rows": {"good": self.good, "refused": self.refused, "left": self.left},
            "columns": [column.as_json() for column in self.columns],
            "rejects": [_reject(reject) for reject in self.rejects],
            "notes": [in_both(note) for note in self.notes],
            "problems": [problem_json(problem) for problem in self.problems],
        }


def examine(
    knowledge: Knowledge, table: Table, watch: Watch = lambda done, size: None
) -> Examination:
    """Read the whole table. Raises AdvisorError when that cannot be done."""
    counting = {id(p): [_Counting(p, c) for c in p.header.columns] for p in table.parts}
    good = refused = left = 0
    rejects: list[Reject] = []
    for piece in table.pieces(Columns(knowledge).schema()):
        checked = piece.checked
        good += checked.rows.height
        refused += checked.refused
        left += checked.left
        rejects += checked.rejects[: MOST_REJECTS - len(rejects)]
        rows = _pds(piece)
        for column in counting[id(piece.part)]:
            column.count(rows)
        watch(table.done(piece.after), table.size)
    return Examination(
        tuple(column.examined(knowledge) for part in counting.values() for column in part),
        0 if table.problems else good,
        refused,
        left,
        tuple(rejects),
        table.notes,
        table.problems,
    )


def _read_as(key: str) -> str:
    if key.startswith(KEPT):
        return "keep"
    return "ignore" if key == LEFT else shown_as(key) if key.startswith("@") else key


class _Counting:
    """Counts the words of one column."""

    def __init__(self, part: Part, column: Column) -> None:
        self.part = part
        self.column = column
        self.words: Counter[str] = Counter()
        self.others = 0

    def count(self, rows: pl.DataFrame) -> None:
        # By a name of our own: a column may be called as what counts it.
        texts = rows[self.column.label].alias("text").fill_null("").str.strip_chars()
        for text, times in texts.value_counts(sort=False).sort("text").iter_rows():
            if text in self.words or len(self.words) < MOST_WORDS:
                self.words[text] += times
            else:
                self.others += times

    def examined(self, knowledge: Knowledge) -> ColumnExamined:
        ordered = sorted(self.words.items(), key=lambda item: (-item[1], item[0]))
        words = tuple(self._word(knowledge, text, times) for text, times in ordered)
        sheet = self.part.header.given.get(SHEET, "")
        return ColumnExamined(self.column, words, self.others, sheet)

    def _word(self, knowledge: Knowledge, text: str, times: int) -> Word:
        header, mapped = self.part.header, self.column.mapped
        meanings = header.meanings
        voided = mapped.voided if mapped else {}
        answers: list[tuple[str, Value | None]] = []
        for term in self.column.keys:
            if header.terms.get(term) == self.column.label:
                meant = read_cell(knowledge.vocabulary.asked[term], text, meanings.get(term))
                if isinstance(meant, Said):
                    return Word(text, times, problem=meant)
                answers.append((term, meant))
        answers += [(term, None) for term, words in voided.items() if plain(text) in words]
        return Word(text, times, tuple(answers))


def _pds(piece: Piece) -> pl.DataFrame:
    """The rows with content that are not left out."""
    left = [reject.row for reject in piece.checked.rejects if reject.left]
    return filled(piece.rows.rows).filter(~pl.col(ROW).is_in(left))


def _reject(reject: Reject) -> dict[str, Any]:
    place = {
        "sheet": reject.sheet,
        "row": reject.row,
        "column": reject.column,
        "value": reject.value,
    }
    return {**place, "reason": in_both(reject.reason), "left": reject.left}
