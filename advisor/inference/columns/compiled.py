"""The compiled rule base: what a session over tables holds."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import polars as pl

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.inference.columns.judging import asked_schema, grouped, hold, speaks, stages_of
from advisor.inference.columns.planning import LEAST, Planner, freed_name, likely_name
from advisor.knowledge.knowledge import Knowledge

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


class Columns:
    """A rule base compiled once, to be run on any number of tables.

    A table has one row per PD. Columns named as asked terms are answers, in the types of
    `schema()` (a choice may also be text); null is "not known", and so is a whole column that is
    missing. All other columns pass through; none may have a result's name (see `results`).
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._asked = asked_schema(knowledge)
        self._groups = [*grouped(stages_of(knowledge))]
        self._planner = Planner(knowledge)
        self._advising = [rule for rule in knowledge.rules if rule.then.advise]
        derived = [term.name for term in knowledge.vocabulary.derived]
        self._added = (*derived, *(rule.id for rule in knowledge.rules))

    def schema(self) -> dict[str, pl.DataType]:
        """The asked terms in the vocabulary's order: Boolean, Enum of the choices, or an Int."""
        return dict(self._asked)

    def results(self) -> dict[str, pl.DataType]:
        """The columns that `plans` adds, in order; the first part is what `outcomes` adds."""
        return {**dict.fromkeys(self._added, pl.Boolean()), **self._planner.schema}

    def outcomes(self, frame: Frame) -> Frame:
        """Judge every rule on every row.

        Adds a Boolean column per derived term (null: undecided) in the vocabulary's order, and one
        per active rule, named by its id, in firing order: true applies, false rejected, null
        undecided. A lazy frame stays lazy: nothing but expressions is added to it.
        """
        if isinstance(frame, pl.DataFrame):
            self._refuse_taken(frame.columns)
            return self._judged(frame)[[*frame.columns, *self._added]]
        given = frame.collect_schema()
        self._refuse_taken(given)
        judged = frame.with_columns(self._typed(given))
        for stage in (stage for group in self._groups for stage in group.stages):
            judged = judged.with_columns(stage)
        return judged.select(*given, *self._added)

    def plans(self, frame: Frame) -> Frame:
        """Judge every row and rank its steps: `outcomes`, and two columns more.

        `status` is one of the Advice's five. `plan` lists the advised steps in the order in which
        to take them (rank is the place, from 1; empty unless `advised`), each a struct:

        - `step` and `urgency`, by name; `certain`, false where it is advised unless done;
        - `unlocks`, how many advised steps wait for it, directly or not;
        - `after`, the advised steps it waits for; `unsure`, those before it that may yet be needed;
        - `reasons`, the ids of the rules that advise it, the most urgent first.

        What a step or rule cites is in the knowledge (`knowledge.rule[id].sources`). To have a row
        per PD and step: `frame.explode("plan").unnest("plan")`.

        A lazy frame stays lazy and can be streamed from disk to disk (`sink_parquet` and its
        like). Raises AdvisorError when a column already has the name of a result.
        """
        if isinstance(frame, pl.LazyFrame):
            return self._plans_later(frame)
        self._refuse_taken(frame.columns)
        judged: pl.DataFrame = self.with_likely(self._judged(frame))
        threads = pl.thread_pool_size()
        size: int = self._slice(judged.height, threads)
        slices = [*judged.iter_slices(size)] or [judged]
        with ThreadPoolExecutor(threads) as pool:
            plans = list(pool.map(self._planner.planned, slices))
        return judged[[*frame.columns, *self._added]].hstack(pl.concat(plans))

    def _plans_later(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        given = frame.collect_schema()
        self._refuse_taken(given)
        kinds = {name: self._asked.get(name, kind) for name, kind in given.items()}
        return frame.map_batches(self.plans, schema={**kinds, **self.results()}, streamable=True)

    def _refuse_taken(self, names: Iterable[str]) -> None:
        taken = sorted(self.results().keys() & set(names))
        if taken:
            raise AdvisorError([Problem(name, None, said("columns.taken")) for name in taken])

    def _slice(self, rows: int, threads: int) -> int:
        """Rows to a slice, so that all threads are busy to the end."""
        turns = -(-rows // (self._planner.slice * threads))
        return max(LEAST, -(-rows // max(1, turns * threads)))

    def _judged(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The table with all asked terms and all results of `outcomes`."""
        return self._run(frame.with_columns(self._typed(frame.schema)))

    def _run(self, judged: pl.DataFrame) -> pl.DataFrame:
        for group in self._groups:
            judged = pl.concat([judged, group.judged(judged)], how="horizontal")
        return judged

    def with_likely(self, judged: pl.DataFrame) -> pl.DataFrame:
        """A judged table and, for each undecided rule that advises a step, whether it would apply
        if the unanswered done-facts were "no", at least one of its lines being known to hold; and
        whether a step is known to be freed from a prerequisite.
        """
        done = self.knowledge.done_facts
        assumed = self._run(judged.select(*self._asked).with_columns(pl.col(done).fill_null(False)))
        rules = self._advising
        known = judged.select((speaks(r) & pl.col(r.id).is_null()).alias(r.id) for r in rules)
        likely = (
            (known[r.id] & assumed[r.id].fill_null(False)).alias(likely_name(r.id)) for r in rules
        )
        freed = (
            hold(lines).fill_null(False).alias(freed_name(*pair))
            for pair, lines in self.knowledge.frees.items()
        )
        return judged.with_columns(*likely, *freed)

    def _typed(self, given: Mapping[str, pl.DataType]) -> list[pl.Expr]:
        """What makes every asked term a column of its type."""
        return [
            pl.col(term).cast(kind) if term in given else pl.lit(None, kind).alias(term)
            for term, kind in self._asked.items()
            if given.get(term) != kind
        ]
