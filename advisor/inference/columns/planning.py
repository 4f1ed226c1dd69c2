"""The status and the ranked plan of every row."""

from dataclasses import dataclass
from typing import get_args

import numpy as np
import polars as pl

from advisor.inference.columns.entries import Entries
from advisor.inference.columns.graph import Graph, Ints, crosswise
from advisor.inference.columns.ordering import Bits, Ordering, Rows
from advisor.inference.evaluator import Status
from advisor.knowledge.knowledge import Knowledge

STATUS = pl.Enum(list(get_args(Status)))
CELLS, LEAST = 1_000_000, 5_000
"""How many steps, advised or not, are ordered at a time, but never fewer rows than `LEAST`: below
it the cost of the calls is most of the time, and a second thread brings nothing. More would only
take more memory."""
LIKELY, FREED = "unless-done:", "freed:"
np.empty(2**25 - 2**16, np.uint8)
"""Taken and given back, never touched: from then on glibc keeps up to twice so much for the next
slice. Otherwise it returns every slice's arrays to the system, and getting them again, page by
page, takes a third of the time. Just under its limit of 32 MB; where malloc is another, no harm."""


def likely_name(rule: str) -> str:
    """The column that says of an undecided rule that it would apply unless its step is done."""
    return f"{LIKELY}{rule}"


def freed_name(step: str, earlier: str) -> str:
    """The column that says whether a step is known to be freed from a prerequisite."""
    return f"{FREED}{step}:{earlier}"


class Planner:
    """Ranks the steps of judged rows (see `Columns.plans` for what comes out)."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.graph = Graph(knowledge)
        self.entries = Entries(self.graph)
        self.schema = {"status": STATUS, "plan": pl.List(self.entries.type)}
        self.slice = max(LEAST, CELLS // max(1, len(self.graph.steps)))
        self._read = _Read(self.graph)
        place = self.graph.place
        self._step = np.array([place[str(r.then.advise)] for r in self.graph.advising], np.int64)
        later = self.graph.knowledge.later
        self._later = crosswise(
            [[place[other] for other in (step, *later[step])] for step in place]
        )

    def planned(self, judged: pl.DataFrame) -> pl.DataFrame:
        """`status` and `plan` of judged rows; needs every asked term as a column."""
        state = self._read.state(judged)
        rows = self._rows(state)
        return pl.DataFrame({"status": state.status(rows.advised), "plan": self._plan(rows)})

    def _rows(self, state: "_State") -> Rows:
        """What the ordering reads; no step is advised where the consultation was stopped.

        A step is advised unless done where no rule applies for it and neither it nor a later one is
        known to be done.
        """
        certain = self._any(state.applies)
        passed = np.zeros_like(certain)
        for steps, later in self._later:
            passed[steps] |= state.done[later]
        rules = state.applies | (state.likely & ~(certain | passed)[self._step])
        advised = self._any(rules)
        given = ~(state.ended | state.at_odds)
        unsure = self._any(state.undecided) & ~advised
        return Rows(rules, advised & given, state.done, unsure, certain, state.freed)

    def _any(self, of_rules: Bits) -> Bits:
        """By step: whether it is so of any rule that advises it."""
        found = np.zeros((len(self.graph.steps), of_rules.shape[1]), np.bool_)
        for steps, rules in self.graph.advisers:
            found[steps] |= of_rules[rules]
        return found

    def _plan(self, rows: Rows) -> pl.Series:
        ordering = Ordering(self.graph, rows)
        known, found = self.entries.spelt(rows, ordering.unlocks)
        length = np.bincount(rows.entries[0], minlength=rows.shape[1])
        return lists(known, found[ordering.order()], length)


@dataclass(frozen=True)
class _State:
    """What the outcomes of all rules come to, on each row.

    By rule of `Graph.advising`, whether it applies, whether it is undecided, and whether it would
    apply unless its step is done. By step, whether it is known to be done. By pair of
    `Graph.freeable`, whether the step is known to be freed. By row alone, whether the consultation
    was ended, whether the answers are at odds, and whether a rule that would advise a step or end
    the consultation is undecided.
    """

    applies: Bits
    undecided: Bits
    likely: Bits
    freed: Bits
    done: Bits
    ended: Bits
    at_odds: Bits
    left: Bits

    def status(self, advised: Bits) -> pl.Series:
        """The Advice's status, where by step it is known whether it is advised.

        A question is left exactly while a rule that would advise a step or end the consultation
        is undecided: whatever keeps it so leads back to answers that are not known.
        """
        cases = {
            "out-of-scope": self.ended,
            "contradictory": self.at_odds,
            "advised": advised.any(axis=0),
            "needs-answers": self.left,
        }
        names = pl.Series([*cases, "nothing-to-do"], dtype=STATUS)
        found = np.select([*cases.values()], [*range(len(cases))], default=len(cases))
        status: pl.Series = names[found]
        return status


class _Read:
    """The columns that are read: rules that advise, end, or find answers at odds, and answers."""

    def __init__(self, graph: Graph) -> None:
        kinds = {rule.id: rule.kind for rule in graph.knowledge.rules}
        advising = [rule.id for rule in graph.advising]
        ends, odds = (
            [rule for rule, kind in kinds.items() if kind == wanted]
            for wanted in ("out-of-scope", "contradiction")
        )
        done_by = [step.done_by for step in graph.knowledge.steps.values()]
        terms = list(dict.fromkeys(term for term in done_by if term))
        freed = [freed_name(*pair) for pair in graph.freeable]
        self._names = [*advising, *ends, *odds, *terms, *map(likely_name, advising), *freed]
        self._bounds = np.cumsum([len(advising), len(ends), len(odds), len(terms), len(advising)])
        self._steps = len(done_by)
        told = [(step, terms.index(term)) for step, term in enumerate(done_by) if term]
        self._told, self._by = np.array(told, np.int64).reshape(-1, 2).T

    def state(self, judged: pl.DataFrame) -> _State:
        """All columns one below the other, so that the cost of a call is paid only once."""
        columns = (judged[name] for name in self._names)
        joined = pl.concat([pl.Series(dtype=pl.Boolean), *columns], rechunk=True)
        shape = (len(self._names), judged.height)
        known = joined.eq_missing(True).to_numpy().reshape(shape)
        applies, ended, at_odds, answers, likely, freed = np.split(known, self._bounds)
        goals = joined.head(self._bounds[1] * judged.height).is_null().to_numpy()
        undecided = goals.reshape(self._bounds[1], judged.height)
        done = np.zeros((self._steps, judged.height), np.bool_)
        done[self._told] = answers[self._by]
        return _State(
            applies,
            undecided[: self._bounds[0]],
            likely,
            freed,
            done,
            np.logical_or.reduce(ended),
            np.logical_or.reduce(at_odds),
            np.logical_or.reduce(undecided),
        )


def lists(known: pl.Series, found: Ints, length: Ints) -> pl.Series:
    """One list a row, of so many entries each, from where among those known they are found.

    polars has no way to say it outright; lists of places are made at once, and their inner column
    is exchanged for the entries found at the places.
    """

    def entries(places: pl.Series) -> pl.Series:
        there: pl.Series = known[found[places.to_numpy()]]
        return there

    entry = pl.element().map_batches(entries, known.dtype, is_elementwise=True)
    bounds = pl.DataFrame({"end": np.cumsum(length), "length": length})
    places = pl.int_ranges(pl.col("end") - pl.col("length"), "end", dtype=pl.UInt32)
    return bounds.select(places.list.eval(entry)).to_series()
