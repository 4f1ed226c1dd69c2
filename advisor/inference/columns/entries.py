"""One entry of a plan: all that it says follows from a few bits, so each is spelt out once."""

from collections.abc import Iterator
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from advisor.inference.columns.graph import Graph, Ints, crosswise
from advisor.inference.columns.ordering import Keys, Rows, packed
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import URGENCIES


def entry_type(knowledge: Knowledge) -> pl.Struct:
    """The type of one entry of a plan."""
    step, rule = pl.Enum(list(knowledge.steps)), pl.Enum([rule.id for rule in knowledge.rules])
    return pl.Struct(
        {
            "step": step,
            "urgency": pl.Enum(list(URGENCIES)),
            "certain": pl.Boolean(),
            "unlocks": pl.UInt16(),
            "after": pl.List(step),
            "unsure": pl.List(step),
            "reasons": pl.List(rule),
        }
    )


class Entries:
    """Packs what decides an entry into words, and spells out each different entry once.

    It is decided by the step and how many steps wait for it, by whether it is certain, and by a bit
    for each rule that may be its reason, for each earlier step that may be advised, for each that
    may be done and has others before it, for each direct one that may be unsure, and for each
    prerequisite on the way from which a step may be freed.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.type = entry_type(graph.knowledge)
        self._places = crosswise([self._bits(step) for step in graph.steps])
        self._known: pl.DataFrame | None = None
        self._lock = Lock()

    def __getstate__(self) -> dict[str, Any]:
        """Without the lock, which cannot travel to another process."""
        return {name: value for name, value in vars(self).items() if name != "_lock"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _lock=Lock())

    def spelt(self, rows: Rows, unlocks: Keys) -> tuple[pl.Series, Ints]:
        """All entries known by now, and where among them each of these rows' entries is."""
        words = self._words(rows, unlocks)
        with self._lock:
            if self._known is None:
                nothing = pl.Series("entry", dtype=self.type)
                self._known = words.clear().with_columns(nothing)
            known, found = self._known, _found(words, self._known)
            if found.null_count():
                new = words.with_row_index("at").filter(found.is_null()).unique(words.columns)
                entries = [self._entry(rows, unlocks, at) for at in new["at"]]
                spelt = new.drop("at").with_columns(pl.Series("entry", entries, self.type))
                self._known = known = pl.concat([known, spelt])
                found = _found(words, known)
        return known["entry"], found.to_numpy()

    def _bits(self, step: str) -> list[int]:
        """Which rows of `applies`, `advised`, `done`, `unsure`, `certain` and `freed`, one below
        the other, count.
        """
        place, earlier = self.graph.place, self.graph.earlier
        advised, steps = len(self.graph.advising), len(self.graph.steps)
        done, unsure = advised + steps, advised + 2 * steps
        return [
            *self.graph.numbers[step],
            *(advised + place[before] for before in earlier[step]),
            *(done + place[before] for before in earlier[step] if earlier[before]),
            *(unsure + place[before] for before in self.graph.knowledge.steps[step].after),
            unsure + steps + place[step],
            *(
                unsure + 2 * steps + number
                for (waiting, _), number in self.graph.freeable.items()
                if waiting in (step, *earlier[step])
            ),
        ]

    def _words(self, rows: Rows, unlocks: Keys) -> pl.DataFrame:
        """What decides each entry, in as few words as will hold it."""
        step = (rows.entries[1], len(self.graph.steps).bit_length())
        fields = [(rows.of_entries(unlocks), self.graph.most_waiting.bit_length())]
        fields += [(rows.of_entries(eight), 8) for eight in self._eights(rows)]
        return pl.DataFrame({f"word{n}": word for n, word in enumerate(packed(step, fields))})

    def _eights(self, rows: Rows) -> npt.NDArray[np.uint8]:
        """Eight by eight, the bits of each step and row."""
        sources = np.concatenate(
            [rows.applies, rows.advised, rows.done, rows.unsure, rows.certain, rows.freed]
        )
        eights = np.zeros((-(-len(self._places) // 8), *rows.shape), np.uint8)
        for place, (steps, bits) in enumerate(self._places):
            eights[place // 8][steps] |= sources.view(np.uint8)[bits] * (1 << place % 8)
        return eights

    def _entry(self, rows: Rows, unlocks: Keys, at: int) -> dict[str, Any]:
        """What an entry says, read where it stands; all with the same words say the same."""
        row, step = (int(of[at]) for of in rows.entries)
        name = self.graph.steps[step]
        direct = self._binding(name, rows, row)
        reasons = [n for n in self.graph.numbers[name] if rows.applies[n, row]]
        rules = [self.graph.advising[number] for number in reasons]
        return {
            "step": name,
            "urgency": rules[0].then.urgency,
            "certain": bool(rows.certain[step, row]),
            "unlocks": int(unlocks[step, row]),
            "after": list(dict.fromkeys(self._nearest(name, rows, row))),
            "unsure": [before for before in direct if rows.unsure[self.graph.place[before], row]],
            "reasons": [rule.id for rule in rules],
        }

    def _nearest(self, step: str, rows: Rows, row: int) -> Iterator[str]:
        """The nearest advised steps before this one, looking past what is not known to be done."""
        for before in self._binding(step, rows, row):
            place = self.graph.place[before]
            if rows.advised[place, row]:
                yield before
            elif not rows.done[place, row]:
                yield from self._nearest(before, rows, row)

    def _binding(self, step: str, rows: Rows, row: int) -> list[str]:
        """The direct prerequisites of a step from which it is not freed."""
        freeable = self.graph.freeable
        return [
            before
            for before in self.graph.knowledge.steps[step].after
            if (step, before) not in freeable or not rows.freed[freeable[step, before], row]
        ]


def _found(words: pl.DataFrame, known: pl.DataFrame) -> pl.Series:
    """Where among those known each is, null if it is new."""
    numbered = known.drop("entry").with_row_index("number")
    return words.join(numbered, on=words.columns, how="left", maintain_order="left")["number"]
