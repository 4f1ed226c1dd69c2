"""The status and the ranked plan of every row."""

from typing import get_args

import numpy as np
import polars as pl

from advisor.advice import Status
from advisor.columns.entries import Entries
from advisor.columns.graph import Graph
from advisor.columns.judging import any_of
from advisor.columns.ordering import Bits, Ints, Ordering, Rows
from advisor.knowledge import Knowledge
from advisor.relevance import is_goal

KINDS = ("out-of-scope", "contradiction")
CELLS = 1_000_000
"""How many steps, advised or not, are ordered at a time: enough to keep numpy busy, in cache."""
STATUS = pl.Enum(list(get_args(Status)))


class Planner:
    """Ranks the steps of judged rows (see `Columns.plans` for what comes out)."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.graph = Graph(knowledge)
        self.entries = Entries(self.graph)
        self.schema = {"status": STATUS, "plan": pl.List(self.entries.type)}
        self._status = status(knowledge).alias("status")
        self._reads = self._expressions()
        self.slice = max(1, CELLS // max(1, len(self.graph.steps)))

    def planned(self, judged: pl.DataFrame) -> pl.DataFrame:
        """`status` and `plan` of judged rows; needs every asked term as a column."""
        rated = judged.with_columns(self._status)
        return rated.select("status", self._plan(self._rows(rated)).alias("plan"))

    def _plan(self, rows: Rows) -> pl.Series:
        order = Ordering(self.graph, rows)
        length = np.add.reduce([*rows.advised.values()], dtype=np.int64)
        positions = order.positions()[:, : max(1, int(length.max(initial=0)))]
        filled = np.arange(positions.shape[1]) < length[:, None]
        words = [
            np.take_along_axis(word, np.where(filled, positions, 0), axis=1)[filled]
            for word in self.entries.pack(rows, order.unlocks)
        ]
        known, found = self.entries.spelt(words)
        return _lists(known, found, filled, length)

    def _expressions(self) -> dict[str, list[pl.Expr]]:
        steps, knowledge = self.graph.steps, self.graph.knowledge
        advised = {s: any_of(_applies(r.id) for r in knowledge.advisers[s]) for s in steps}
        given = pl.col("status") == "advised"
        unsure = {s: any_of(pl.col(r.id).is_null() for r in knowledge.advisers[s]) for s in steps}
        return {
            "advised": [(given & advised[s]).alias(s) for s in steps],
            "done": [_done(knowledge.steps[s].done_by).alias(s) for s in steps],
            "unsure": [(~advised[s] & unsure[s]).alias(s) for s in steps],
            "applies": [_applies(r.id) for rules in knowledge.advisers.values() for r in rules],
        }

    def _rows(self, rated: pl.DataFrame) -> Rows:
        lazy = rated.lazy()
        read = pl.collect_all([lazy.select(self._reads[part]) for part in self._reads])
        return Rows(rated.height, *(_arrays(frame) for frame in read))


def status(knowledge: Knowledge) -> pl.Expr:
    """The Advice's status.

    A question is left exactly while a rule that would advise a step or end the consultation is
    undecided: whatever keeps it so leads back to answers that are not known.
    """
    kinds = {kind: [r for r in knowledge.rules if r.kind == kind] for kind in KINDS}
    ended, at_odds = (any_of(_applies(r.id) for r in kinds[kind]) for kind in KINDS)
    advised = any_of(_applies(r.id) for r in knowledge.rules if r.then.advise)
    left = any_of(pl.col(r.id).is_null() for r in knowledge.rules if is_goal(r))
    return (
        pl.when(ended)
        .then(pl.lit("out-of-scope", STATUS))
        .when(at_odds)
        .then(pl.lit("contradictory", STATUS))
        .when(advised)
        .then(pl.lit("advised", STATUS))
        .when(left)
        .then(pl.lit("needs-answers", STATUS))
        .otherwise(pl.lit("nothing-to-do", STATUS))
    )


def _applies(rule: str) -> pl.Expr:
    return pl.col(rule).fill_null(False)


def _done(term: str | None) -> pl.Expr:
    return pl.col(term).fill_null(False) if term else pl.lit(False)


def _arrays(frame: pl.DataFrame) -> dict[str, Bits]:
    return {column.name: column.to_numpy() for column in frame.iter_columns()}


def _lists(
    known: pl.Series,
    found: pl.Series,
    filled: Bits,
    length: Ints,
) -> pl.Series:
    """Entries back into one list a row."""
    table = np.zeros(filled.shape, np.uint32)
    table[filled] = found.to_numpy()
    entries = known.gather(pl.Series(table.ravel())).reshape(filled.shape).arr.to_list()
    lists = pl.DataFrame({"plan": entries, "length": length})
    return lists.select(pl.col("plan").list.head("length")).to_series()
