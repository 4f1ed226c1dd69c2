"""The status and the ranked plan of every row."""

from collections.abc import Iterable
from typing import get_args

import numpy as np
import polars as pl

from advisor.advice import Status
from advisor.columns.entries import Entries
from advisor.columns.graph import Graph
from advisor.columns.ordering import Bits, Ints, Ordering, Rows
from advisor.knowledge import Knowledge
from advisor.relevance import is_goal
from advisor.rule import Rule

STATUS = pl.Enum(list(get_args(Status)))
CELLS, LEAST = 2_500_000, 20_000
"""How many steps, advised or not, are ordered at a time, but never fewer rows than `LEAST`: below
it numpy's cost of a call is most of the time, and a second thread brings nothing. More would only
take more memory."""


class Planner:
    """Ranks the steps of judged rows (see `Columns.plans` for what comes out)."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.graph = Graph(knowledge)
        self.entries = Entries(self.graph)
        self.schema = {"status": STATUS, "plan": pl.List(self.entries.type)}
        self.slice = max(LEAST, CELLS // max(1, len(self.graph.steps)))

    def planned(self, judged: pl.DataFrame) -> pl.DataFrame:
        """`status` and `plan` of judged rows; needs every asked term as a column."""
        rules = [rule.id for rule in self.graph.knowledge.rules]
        applies = _arrays(judged.select(pl.col(rules).fill_null(False)))
        undecided = _arrays(judged.select(pl.col(rules).is_null()))
        state = _State(self.graph.knowledge, judged.height, applies, undecided)
        rows = state.rows(self._done(judged))
        return pl.DataFrame({"status": state.status, "plan": self._plan(rows)}, self.schema)

    def _done(self, judged: pl.DataFrame) -> dict[str, Bits]:
        done_by = {s: step.done_by for s, step in self.graph.knowledge.steps.items()}
        terms = list(dict.fromkeys(term for term in done_by.values() if term))
        known = _arrays(judged.select(pl.col(terms).fill_null(False)))
        never = np.zeros(judged.height, np.bool_)
        return {step: known[term] if term else never for step, term in done_by.items()}

    def _plan(self, rows: Rows) -> pl.Series:
        ordering = Ordering(self.graph, rows)
        known, found = self.entries.spelt(self.entries.pack(rows, ordering.unlocks))
        length = np.add.reduce([*rows.advised.values()], dtype=np.int64)
        return _lists(known, found[ordering.order()], length)


class _State:
    """What the outcomes of all rules come to, row by row; by rule, where it applies and so on."""

    def __init__(
        self,
        knowledge: Knowledge,
        height: int,
        applies: dict[str, Bits],
        undecided: dict[str, Bits],
    ) -> None:
        self.knowledge = knowledge
        self.height = height
        self.applies = applies
        self.undecided = undecided
        rules = knowledge.rules
        self.ended = self._any(applies, (r for r in rules if r.kind == "out-of-scope"))
        self.at_odds = self._any(applies, (r for r in rules if r.kind == "contradiction"))

    @property
    def status(self) -> pl.Series:
        """The Advice's status.

        A question is left exactly while a rule that would advise a step or end the consultation
        is undecided: whatever keeps it so leads back to answers that are not known.
        """
        rules = self.knowledge.rules
        advised = self._any(self.applies, (r for r in rules if r.then.advise))
        left = self._any(self.undecided, (r for r in rules if is_goal(r)))
        cases = {
            "out-of-scope": self.ended,
            "contradictory": self.at_odds,
            "advised": advised,
            "needs-answers": left,
        }
        names = pl.Series([*cases, "nothing-to-do"], dtype=STATUS)
        found = np.select([*cases.values()], [*range(len(cases))], default=len(cases))
        return names.gather(pl.Series(found.astype(np.uint32)))

    def rows(self, done: dict[str, Bits]) -> Rows:
        """What the ordering reads; no step is advised where the consultation was stopped."""
        given = ~(self.ended | self.at_odds)
        advised, unsure = {}, {}
        for step, rules in self.knowledge.advisers.items():
            applies = self._any(self.applies, rules)
            advised[step] = applies & given
            unsure[step] = self._any(self.undecided, rules) & ~applies
        return Rows(self.height, advised, done, unsure, self.applies)

    def _any(self, outcome: dict[str, Bits], rules: Iterable[Rule]) -> Bits:
        found = np.zeros(self.height, np.bool_)
        for rule in rules:
            found |= outcome[rule.id]
        return found


def _arrays(frame: pl.DataFrame) -> dict[str, Bits]:
    return {column.name: column.to_numpy() for column in frame.iter_columns()}


def _lists(known: pl.Series, found: Ints, length: Ints) -> pl.Series:
    """Entries back into one list a row, of so many each.

    polars has no way to say it outright; lists of places are made at once, and their inner column
    is exchanged for the entries found at the places.
    """

    def entries(places: pl.Series) -> pl.Series:
        return known.gather(found[places.to_numpy()])

    entry = pl.element().map_batches(entries, known.dtype, is_elementwise=True)
    bounds = pl.DataFrame({"end": np.cumsum(length), "length": length})
    places = pl.int_ranges(pl.col("end") - pl.col("length"), "end", dtype=pl.UInt32)
    return bounds.select(places.list.eval(entry)).to_series()
