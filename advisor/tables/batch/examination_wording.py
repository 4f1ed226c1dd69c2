"""An examination in words: a row for each word of each column, and the rows that are refused."""

from collections.abc import Iterator

from advisor.common.language import Language
from advisor.common.messages import number, put, word
from advisor.knowledge.phrase import Value
from advisor.knowledge.vocabulary import Vocabulary
from advisor.tables.batch.examination import ColumnExamined, Examination, Word

COLUMN_HEADS = tuple(f"examination.{h}" for h in ("column", "read-as", "word", "count", "answer"))
REJECT_HEADS = tuple(f"batch.column-{head}" for head in ("row", "column", "value", "reason"))
WORDS, REJECTS = 20, 20
"""So many of a column's words (first those that cannot be read), and of the rejects, are shown."""
OWN = ("name", "region", "keep", "ignore", "unknown")
OPEN = {"name", "keep", "ignore"}
OPEN_WORDS = 3
"""So few words are shown of columns that nothing is answered in."""


def meant(vocabulary: Vocabulary, term: str, value: Value | None, language: Language) -> str:
    """What a cell's word was taken for."""
    if value is None:
        return word("template.unknown", language)
    return vocabulary.asked[term].shown(value).to(language)


class ExaminationView:
    """An examination in one language."""

    def __init__(self, found: Examination, vocabulary: Vocabulary, language: Language) -> None:
        self.found = found
        self.vocabulary = vocabulary
        self.language = language

    @property
    def columns(self) -> Iterator[tuple[str, ...]]:
        """Rows below COLUMN_HEADS."""
        for column in self.found.columns:
            most = OPEN_WORDS if {*column.read_as} & OPEN else WORDS
            yield from self._column(column, most)

    @property
    def rejects(self) -> Iterator[tuple[str, ...]]:
        """Rows below REJECT_HEADS."""
        for reject in self.found.rejects[:REJECTS]:
            reason = put(reject.reason, self.language)
            row = f"{reject.sheet}:{reject.row}" if reject.sheet else str(reject.row)
            yield row, reject.column, reject.value, reason

    @property
    def lines(self) -> Iterator[str]:
        """What it comes to."""
        found = self.found
        counts = {"good": found.good, "refused": found.refused, "left": found.left}
        yield self._say("unfit") if found.problems else self._say("counts", **counts)
        if (more := len(found.rejects) - REJECTS) > 0:
            yield self._say("more-rejects", count=more)

    def _column(self, column: ColumnExamined, most: int) -> Iterator[tuple[str, ...]]:
        sheet = f"{column.sheet}: " if column.sheet else ""
        heading = f"{sheet}{column.column.place}. {column.column.heading.strip()}"
        shown = ", ".join(map(self._read_as, column.read_as or ("unknown",)))
        head: tuple[str, str] = (heading, shown)
        words = column.worst_first
        for item in words[:most] or (Word("", 0),):
            yield (*head, *self._word(item))
            head = ("", "")
        rest = sum(item.count for item in words[most:]) + column.others
        if rest:
            yield ("", "", self._say("others"), number(rest, self.language), "")

    def _read_as(self, name: str) -> str:
        if name in OWN:
            return self._say(f"as-{name}")
        return f"{self.vocabulary.asked[name].label.to(self.language)} [{name}]"

    def _word(self, item: Word) -> tuple[str, str, str]:
        text = item.text or self._say("empty")
        return text, number(item.count, self.language), self._answer(item)

    def _answer(self, item: Word) -> str:
        if item.problem:
            return put(item.problem, self.language)
        if len(item.answers) == 1:
            return self._meant(*item.answers[0])
        return ", ".join(f"{term}: {self._meant(term, value)}" for term, value in item.answers)

    def _meant(self, term: str, value: Value | None) -> str:
        return meant(self.vocabulary, term, value, self.language)

    def _say(self, key: str, **parameters: object) -> str:
        return word(f"examination.{key}", self.language, **parameters)
