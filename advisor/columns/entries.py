"""One entry of a plan: all that it says follows from a few bits, so each is spelt out once."""

from collections.abc import Iterator
from itertools import count
from threading import Lock
from typing import Any

import numpy as np
import polars as pl

from advisor.columns.graph import Graph
from advisor.columns.ordering import WORD, Bits, Counts, Ints, Rows, joined
from advisor.knowledge import Knowledge
from advisor.rule import URGENCIES


def entry_type(knowledge: Knowledge) -> pl.Struct:
    """The type of one entry of a plan."""
    step, rule = pl.Enum(list(knowledge.steps)), pl.Enum([rule.id for rule in knowledge.rules])
    return pl.Struct(
        {
            "step": step,
            "urgency": pl.Enum(list(URGENCIES)),
            "unlocks": pl.UInt16(),
            "after": pl.List(step),
            "unsure": pl.List(step),
            "reasons": pl.List(rule),
        }
    )


class Entries:
    """Packs what decides an entry into words, and spells out each different entry once.

    From the lowest bit: the step's position; how many steps wait for it; then a bit for each of
    its rules that may apply, for each earlier step that may be advised, for each that may be
    done, and for each direct one that may be unsure.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.type = entry_type(graph.knowledge)
        self._position = len(graph.steps).bit_length()
        self._head = self._position + graph.most_waiting.bit_length()
        bits = [len(graph.reasons[s]) + 3 * len(graph.earlier[s]) for s in graph.steps]
        self._names = [f"word{n}" for n in range(1 + (self._head + max(bits, default=0)) // WORD)]
        words = dict.fromkeys(self._names, pl.Int64())
        # The first row stands for no entry: no step has all bits set.
        nothing = {**{name: [-1] for name in words}, "entry": [None]}
        self._known = pl.DataFrame(nothing, {**words, "entry": self.type})
        self._lock = Lock()

    def __getstate__(self) -> dict[str, Any]:
        """Without the lock, which cannot travel to another process."""
        return {name: value for name, value in vars(self).items() if name != "_lock"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _lock=Lock())

    def pack(self, rows: Rows, unlocks: dict[str, Counts]) -> pl.DataFrame:
        """The words of each entry, in the order of `Rows.at`."""
        packed = [self._pack(step, rows, unlocks[step]) for step in self.graph.steps]
        return pl.DataFrame(
            {name: joined(words[n] for words in packed) for n, name in enumerate(self._names)}
        )

    def spelt(self, packed: pl.DataFrame) -> tuple[pl.Series, Ints]:
        """All entries known by now (the first is null), and where among them each packed one is."""
        with self._lock:
            known, found = self._known, self._found(packed)
            if found.null_count():
                new = packed.filter(found.is_null()).unique()
                entries = pl.Series("entry", [*map(self._entry, new.iter_rows())], self.type)
                self._known = known = pl.concat([known, new.with_columns(entries)])
                found = self._found(packed)
        return known["entry"], found.to_numpy()

    def _found(self, packed: pl.DataFrame) -> pl.Series:
        numbered = self._known.select(self._names).with_row_index("number")
        return packed.join(numbered, on=self._names, how="left", maintain_order="left")["number"]

    def _pack(self, step: str, rows: Rows, unlocks: Counts) -> list[Ints]:
        at = rows.at[step]
        words = [np.zeros(at.size, np.int64) for _ in self._names]
        words[0] += self.graph.steps.index(step)
        words[0] |= unlocks[at].astype(np.int64) << self._position
        for place, bit in enumerate(self._bits(step, rows), self._head):
            words[place // WORD] |= bit[at].astype(np.int64) << place % WORD
        return words

    def _bits(self, step: str, rows: Rows) -> list[Bits]:
        earlier = self.graph.earlier[step]
        return [
            *(rows.applies[rule.id] for rule in self.graph.reasons[step]),
            *(rows.advised[before] for before in earlier),
            *(rows.done[before] for before in earlier),
            *(rows.unsure[before] for before in self.graph.knowledge.steps[step].after),
        ]

    def _entry(self, words: tuple[int, ...]) -> dict[str, Any]:
        """Reads the words back; the mirror of `_pack`."""
        packed = sum(word << WORD * number for number, word in enumerate(words))
        step = self.graph.steps[packed & ((1 << self._position) - 1)]
        unlocks = (packed & ((1 << self._head) - 1)) >> self._position
        bits = (packed >> place & 1 for place in count(self._head))
        earlier = self.graph.earlier[step]
        reasons = [rule for rule in self.graph.reasons[step] if next(bits)]
        advised = [before for before in earlier if next(bits)]
        done = [before for before in earlier if next(bits)]
        direct = self.graph.knowledge.steps[step].after
        return {
            "step": step,
            "urgency": reasons[0].then.urgency,
            "unlocks": unlocks,
            "after": list(dict.fromkeys(self._nearest(step, advised, done))),
            "unsure": [before for before in direct if next(bits)],
            "reasons": [rule.id for rule in reasons],
        }

    def _nearest(self, step: str, advised: list[str], done: list[str]) -> Iterator[str]:
        """The nearest advised steps before this one, looking past what is not known to be done."""
        for before in self.graph.knowledge.steps[step].after:
            if before in advised:
                yield before
            elif before not in done:
                yield from self._nearest(before, advised, done)
