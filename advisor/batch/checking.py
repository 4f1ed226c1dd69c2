"""From text cells to typed answers: whole columns at once, reasons only for the cells refused."""

from dataclasses import dataclass

import polars as pl

from advisor.batch.header import Header
from advisor.batch.slices import ROW, Reject
from advisor.batch.spelling import complaint, spellings, unknowns
from advisor.language import said
from advisor.vocabulary import Term, Vocabulary

NAME_LIMIT = 200
_BAD = "@bad:"


@dataclass(frozen=True)
class Checked:
    """The good rows, typed (ROW, what is about the PD, then the terms; null is not known)."""

    rows: pl.DataFrame
    rejects: list[Reject]


class Checker:
    """Checks the slices of one table."""

    def __init__(
        self, vocabulary: Vocabulary, header: Header, schema: dict[str, pl.DataType]
    ) -> None:
        self.terms = {name: vocabulary.asked[name] for name in header.terms}
        self.header = header
        self.schema = schema
        self._reading = [self._read(term, header.terms[name]) for name, term in self.terms.items()]
        self._about = [_tidy(pl.col(column)).alias(key) for key, column in header.about.items()]

    def checked(self, rows: pl.DataFrame) -> Checked:
        """Type every cell; a row with a bad cell is refused, with every bad cell of it."""
        read = rows.select(
            pl.col(ROW), *self._about, *(part for two in self._reading for part in two)
        )
        bad = pl.any_horizontal(*self._bad_flags)
        rejects = [] if not read.select(bad.any()).item() else self._rejects(rows, read)
        good = read.filter(~bad) if rejects else read
        return Checked(good.select(ROW, *self.header.about, *self.terms), rejects)

    @property
    def _bad_flags(self) -> list[pl.Expr]:
        long = [pl.col(key).str.len_chars() > NAME_LIMIT for key in self.header.about]
        return [*(pl.col(_BAD + name) for name in self.terms), *long]

    def _read(self, term: Term, column: str) -> tuple[pl.Expr, pl.Expr]:
        """The typed value and whether the cell could not be read."""
        text = _tidy(pl.col(column)).str.to_lowercase()
        known = text.is_in(list(unknowns())).not_()
        if term.type == "number":
            number = text.str.to_integer(strict=False, dtype=pl.Int64)
            inside = text.str.contains(r"^[0-9]{1,9}$") & number.is_between(term.min, term.max)
            value: pl.Expr = pl.when(inside).then(number)
        else:
            table = spellings(term)
            value = text.replace_strict(
                list(table), list(table.values()), default=None, return_dtype=_plain(term)
            )
        typed = value.cast(self.schema[term.name]).alias(term.name)
        return typed, (known & value.is_null()).fill_null(False).alias(_BAD + term.name)

    def _rejects(self, rows: pl.DataFrame, read: pl.DataFrame) -> list[Reject]:
        found: list[tuple[int, int, Reject]] = []
        numbers = rows[ROW].to_list()
        columns = {**self.header.about, **self.header.terms}
        for key, column in columns.items():
            term = self.terms.get(key)
            flag = pl.col(_BAD + key) if term else pl.col(key).str.len_chars() > NAME_LIMIT
            for at in read.select(flag.arg_true()).to_series().to_list():
                text = str(rows[column][at]).strip()
                reason = complaint(term, text) if term else said("batch.too-long", most=NAME_LIMIT)
                found.append(
                    (at, rows.columns.index(column), Reject(numbers[at], column, text, reason))
                )
        return [reject for _, _, reject in sorted(found, key=lambda item: item[:2])]


def _tidy(text: pl.Expr) -> pl.Expr:
    return text.fill_null("").str.replace_all(r"\s+", " ").str.strip_chars(" ")


def _plain(term: Term) -> pl.DataType:
    return pl.Boolean() if term.type == "yes-no" else pl.String()
