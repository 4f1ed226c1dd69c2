"""Draws a population from a spec: each answer is a function of seed, row, term and attempt.

The numbers come from SplitMix64 (Steele, Lea and Flood 2014) run as a counter: row i of a term
is the i-th output of a generator seeded by that term. So a row's answers depend neither on the
machine, nor on how the rows are cut into slices, nor on which other terms are drawn.
"""

import hashlib
from collections.abc import Iterator
from fractions import Fraction

import polars as pl

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.inference.columns import Columns
from advisor.knowledge.phrase import Value
from advisor.tables.batch.slices import ROW, SLICE_ROWS
from advisor.tables.simulation.spec import Distribution, Spec

BITS = 53
MOST_ATTEMPTS = 200


class Draw:
    """A population to be drawn; `drawn` counts all draws, also those that were contradictory."""

    def __init__(self, columns: Columns, spec: Spec, rows: int, seed: int) -> None:
        self.columns = columns
        self.spec = spec
        self.rows = rows
        self.seed = seed
        self.drawn = 0
        rules = columns.knowledge.rules
        self._contradictions = [rule.id for rule in rules if rule.kind == "contradiction"]

    def slices(self) -> Iterator[pl.DataFrame]:
        """Rows of ROW and answers, none of them contradictory. Raises AdvisorError.

        A contradictory row is drawn again, whole: the population is the declared one given that
        its answers can all be true.
        """
        for first in range(0, self.rows, SLICE_ROWS):
            last = min(first + SLICE_ROWS, self.rows)
            yield self._sound(pl.DataFrame({ROW: pl.int_range(first, last, eager=True)}))

    @property
    def acceptance(self) -> float:
        """The share of draws that were not contradictory."""
        return self.rows / self.drawn if self.drawn else 1.0

    def _sound(self, waiting: pl.DataFrame) -> pl.DataFrame:
        accepted: list[pl.DataFrame] = []
        for attempt in range(MOST_ATTEMPTS):
            rows = self._rows(waiting, attempt)
            self.drawn += rows.height
            wrong = self._wrong(rows)
            accepted.append(rows.filter(~wrong))
            waiting = rows.filter(wrong).select(ROW)
            if waiting.is_empty():
                return pl.concat(accepted).sort(ROW)
        message = said("simulation.always-contradictory", attempts=MOST_ATTEMPTS)
        raise AdvisorError([Problem("--draw", None, message)])

    def _wrong(self, rows: pl.DataFrame) -> pl.Series:
        judged = self.columns.outcomes(rows)
        flags = [pl.col(rule).fill_null(False) for rule in self._contradictions]
        return judged.select(wrong=pl.any_horizontal(pl.lit(False), *flags))["wrong"]

    def _rows(self, rows: pl.DataFrame, attempt: int) -> pl.DataFrame:
        spec, schema = self.spec, self.columns.schema()
        first = [spec.by] if spec.by else []
        terms = [*first, *(term for term in schema if term in self._terms and term not in first)]
        for term in terms:
            rows = rows.with_columns(self._answer(term, attempt).cast(schema[term]).alias(term))
        return rows.select(ROW, *(term for term in schema if term in self._terms))

    @property
    def _terms(self) -> set[str]:
        return {*self.spec.answers, *(t for group in self.spec.groups.values() for t in group)}

    def _answer(self, term: str, attempt: int) -> pl.Expr:
        number = uniform(f"{self.seed}/{term}/{attempt}")
        whole: Distribution = self.spec.answers.get(term, {None: Fraction(1)})
        value = _value(number, whole)
        for name, group in self.spec.groups.items():
            if term in group:
                inside = pl.col(str(self.spec.by)) == pl.lit(name)
                value = pl.when(inside).then(_value(number, group[term])).otherwise(value)
        return value


def uniform(stream: str) -> pl.Expr:
    """Whole numbers below 2**53, even and independent, one per ROW, as the stream's name says."""
    start = int.from_bytes(hashlib.sha256(stream.encode()).digest()[:8], "big")
    mixed = pl.col(ROW).cast(pl.UInt64) * _word(0x9E3779B97F4A7C15) + _word(start)
    mixed = (mixed ^ mixed // _word(1 << 30)) * _word(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ mixed // _word(1 << 27)) * _word(0x94D049BB133111EB)
    return (mixed ^ mixed // _word(1 << 31)) // _word(1 << (64 - BITS))


def _value(number: pl.Expr, distribution: Distribution) -> pl.Expr:
    """The answer whose part of the unit interval the number falls into."""
    below = Fraction(0)
    parts: list[tuple[int, Value | None]] = []
    for value, share in distribution.items():
        below += share
        parts.append((int(below * (1 << BITS)), value))
    chosen = pl.lit(parts[-1][1])
    for edge, value in reversed(parts[:-1]):
        chosen = pl.when(number < _word(edge)).then(pl.lit(value)).otherwise(chosen)
    return chosen


def _word(number: int) -> pl.Expr:
    return pl.lit(number, dtype=pl.UInt64)
