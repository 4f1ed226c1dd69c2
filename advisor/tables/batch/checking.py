"""From text cells to typed answers: whole columns at once, each distinct text read once."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import polars as pl

from advisor.common.language import Said, said, shortened
from advisor.knowledge.phrase import Value
from advisor.knowledge.spelling import is_unknown, parse_answer, plain
from advisor.knowledge.vocabulary import Term, Vocabulary
from advisor.tables.batch.formula import is_formula
from advisor.tables.batch.header import Header
from advisor.tables.batch.headings import exactly
from advisor.tables.batch.mapping import Meaning
from advisor.tables.batch.no_pds import no_pds
from advisor.tables.batch.slices import ROW, Reject, Slice

NAME_LIMIT = 200
REMEMBERED = 2_000
Bad = dict[str, dict[str, Said]]
"""What is wrong with the cells that could not be read, by term and text."""


@dataclass(frozen=True)
class Checked:
    """The good rows, typed (ROW, what is about the PD, then the terms; null is not known), and
    what is wrong with the others, by row and place of the column.
    """

    rows: pl.DataFrame
    rejects: list[Reject]

    @property
    def refused(self) -> int:
        """How many rows are refused."""
        return len({reject.row for reject in self.rejects if not reject.left})

    @property
    def left(self) -> int:
        """How many rows are left out because they are no PDs."""
        return sum(reject.left for reject in self.rejects)


class Checker:
    """Checks the slices of one table."""

    def __init__(
        self, vocabulary: Vocabulary, header: Header, schema: dict[str, pl.DataType]
    ) -> None:
        self.header = header
        meanings = header.meanings
        self._readers = {
            name: _Reader(vocabulary.asked[name], column, schema[name], meanings.get(name))
            for name, column in header.terms.items()
        }
        self._about = [_tidy(exactly(column)).alias(key) for key, column in header.about.items()]
        self._about += [pl.lit(text).alias(key) for key, text in header.given.items()]

    def checked(self, part: Slice) -> Checked:
        """Type every cell; a row with a bad cell is refused, with every bad cell of it.

        Rows without any content are passed over.
        """
        rows = filled(part.rows)
        checked = self._typed(rows)
        told = [*part.rejects, *self._nameless(rows), *checked.rejects]
        left = no_pds(rows, self.header, told)
        if len(told) == len(checked.rejects) and not left:
            return checked
        out = {reject.row for reject in left}
        places = {column: place for place, column in enumerate(part.rows.columns)}
        rejects = sorted(
            [*left, *(reject for reject in told if reject.row not in out)],
            key=lambda reject: (reject.row, places.get(reject.column, len(places))),
        )
        refused = {reject.row for reject in rejects}
        return Checked(checked.rows.filter(~pl.col(ROW).is_in(refused)), rejects)

    def _nameless(self, rows: pl.DataFrame) -> Iterator[Reject]:
        """What stands in columns without a heading."""
        for column in self.header.nameless:
            for row, text in rows.filter(~_blank(column)).select(ROW, column).iter_rows():
                yield Reject(row, column, text.strip(), said("batch.below-no-heading"))

    def _typed(self, rows: pl.DataFrame) -> Checked:
        columns = list(self.header.terms.values())
        distinct = pl.collect_all([rows.lazy().select(exactly(c).unique()) for c in columns])
        readers = zip(self._readers.values(), distinct, strict=True)
        bad = {r.term.name: r.learn(texts.to_series().to_list()) for r, texts in readers}
        typed = rows.select(pl.col(ROW), *self._about, *(r.typed for r in self._readers.values()))
        typed = typed.with_columns(self._voided(rows))
        long = [pl.col(key).str.len_chars() > NAME_LIMIT for key in self.header.about]
        if any(bad.values()) or typed.select(pl.any_horizontal(pl.lit(False), *long).any()).item():
            return self._parted(rows, typed, bad)
        return Checked(typed, [])

    def _voided(self, rows: pl.DataFrame) -> Iterator[pl.Expr]:
        """The terms that a word in another column makes not known, without those answers."""
        for column, term, words in self.header.voids:
            if term in self.header.terms:
                texts = rows[column].drop_nulls().unique()
                void = rows[column].is_in([text for text in texts if plain(text) in words])
                yield pl.when(~void.fill_null(False)).then(pl.col(term)).alias(term)

    def _parted(self, rows: pl.DataFrame, typed: pl.DataFrame, bad: Bad) -> Checked:
        """The good rows and the rejects of a slice that has some."""
        flags = {
            name: rows[column].is_in(list(bad[name])) for name, column in self.header.terms.items()
        }
        flags |= {key: typed[key].str.len_chars() > NAME_LIMIT for key in self.header.about}
        # A null cell is neither bad nor good by itself; "not null" would lose its row.
        table = pl.DataFrame(flags).select(pl.all().fill_null(False))
        wrong = table.select(wrong=pl.any_horizontal(pl.all()))["wrong"]
        return Checked(typed.filter(~wrong), self._rejects(rows, table, bad))

    def _rejects(self, rows: pl.DataFrame, flags: pl.DataFrame, bad: Bad) -> list[Reject]:
        found: list[tuple[int, int, Reject]] = []
        numbers = rows[ROW].to_list()
        for key, column in {**self.header.about, **self.header.terms}.items():
            for at in flags[key].arg_true().to_list():
                text = str(rows[column][at])
                long = said("batch.too-long", most=NAME_LIMIT)
                reason = bad[key][text] if key in bad else long
                reject = Reject(numbers[at], column, text.strip(), reason)
                found.append((at, rows.columns.index(column), reject))
        return [reject for _, _, reject in sorted(found, key=lambda item: item[:2])]


class _Reader:
    """Reads one term's cells; remembers the texts it has met."""

    def __init__(self, term: Term, column: str, kind: pl.DataType, meaning: Meaning | None) -> None:
        self.term = term
        self.meaning = meaning
        self.column = column
        self.kind = kind
        self._known: dict[str, Value | None] = {}

    def learn(self, texts: list[str | None]) -> dict[str, Said]:
        """Read the texts not met before; gives back what is wrong with those that are no answer."""
        bad: dict[str, Said] = {}
        if len(self._known) > REMEMBERED:
            self._known = dict(islice(self._known.items(), REMEMBERED // 2))
        for text in texts:
            if text is not None and text not in self._known:
                value = read_cell(self.term, text.strip(), self.meaning)
                if isinstance(value, Said):
                    bad[text] = value
                else:
                    self._known[text] = value
        return bad

    @property
    def typed(self) -> pl.Expr:
        """The typed column, null for what is not known or could not be read."""
        known = {text: value for text, value in self._known.items() if value is not None}
        values = pl.Series(list(known.values()), dtype=self.kind)
        typed = exactly(self.column).replace_strict(
            pl.Series(list(known), dtype=pl.String), values, default=None, return_dtype=self.kind
        )
        return typed.alias(self.term.name)


def read_cell(term: Term, text: str, meaning: Meaning | None = None) -> Value | Said | None:
    """What a cell's text answers, None for "not known", or what is wrong with it."""
    if meaning and text and (word := plain(text)) in meaning.words:
        return meaning.words[word]
    if is_formula(text):
        return said("batch.formula")
    if meaning and meaning.closed and text and not is_unknown(text):
        return said("mapping.unlisted", given=shortened(text))
    return parse_answer(term, text) if text and not (meaning and meaning.closed) else None


def filled(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows that have a cell with something in it."""
    blank = [_blank(column) for column in rows.columns if column != ROW]
    # Looked for in one column first: as good as no table has such rows.
    if not blank or not rows.select(blank[0].any()).item():
        return rows
    return rows.filter(~pl.all_horizontal(blank))


def _blank(column: str) -> pl.Expr:
    return exactly(column).fill_null("").str.strip_chars() == ""


def _tidy(text: pl.Expr) -> pl.Expr:
    """One space for every run of white space and control characters."""
    plain = text.fill_null("")
    return plain.str.replace_all(r"[\s\p{C}]+", " ").str.strip_chars(" ")
