"""Puts the advised steps of many rows in order at once.

`advisor.advice.ranking` takes, again and again, the best of the steps that are ready. The same
order comes out of one sort. A step's key is what the ranking compares. Let `held` be the largest
key among a step and all it waits for: whoever has the smaller one comes first, because until it is
taken some step on its way is ready and beats the other's holder. Equal ones share the holder; the
holder itself comes first, and the rest are told apart by the largest key below the holder's, and
so on. A step that waits for another of its own urgency always has the larger key (it unlocks
less), so only less urgent steps can be holders, and there are at most as many levels as urgencies.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import pairwise
from operator import or_
from typing import Any

import numpy as np
import numpy.typing as npt

from advisor.inference.columns.graph import Graph, Ints, urgency
from advisor.knowledge.rule import URGENCIES

Bits = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.unsignedinteger[Any]]
Field = tuple[Ints | Keys, int]
"""Numbers, and how many bits they take."""
WORD = 63
"""Usable bits of a signed 64-bit number."""


@dataclass(frozen=True)
class Rows:
    """What the ordering reads: arrays in two dimensions, the second being the rows of the table.

    By rule of `Graph.advising`: whether it is a reason for its step. By step: whether it is
    advised, whether it is known to be done, whether it is not advised but may turn out to be, and
    whether a rule applies for it, so that it is certain if advised. By pair of `Graph.freeable`:
    whether the step is known to be freed from that prerequisite.
    """

    applies: Bits
    advised: Bits
    done: Bits
    unsure: Bits
    certain: Bits
    freed: Bits

    @property
    def shape(self) -> tuple[int, int]:
        """How many steps and rows."""
        steps, rows = self.advised.shape
        return steps, rows

    @cached_property
    def entries(self) -> tuple[Ints, Ints]:
        """The row and the step of each entry: of each advised step, row after row.

        In this order sorting them is a matter of short runs, each in its place already.
        """
        row, step = np.divmod(np.flatnonzero(self.advised.T), max(1, self.shape[0]))
        return row, step

    @cached_property
    def cells(self) -> Ints:
        """Where each entry stands in an array by step and row."""
        row, step = self.entries
        cells: Ints = step * self.shape[1] + row
        return cells

    def of_entries(self, numbers: Keys) -> Keys:
        """What an array by step and row says of each entry."""
        return numbers.reshape(-1).take(self.cells)


class Ordering:
    """The order of the advised steps on all rows.

    `unlocks` gives, by step and row, how many advised steps wait for it (meaningless where it is
    not advised). The specification of the order is `advisor.advice.ranking`.
    """

    def __init__(self, graph: Graph, rows: Rows) -> None:
        self.graph = graph
        self.rows = rows
        self._waits = self._all_waits()
        self.unlocks = self._unlocks()

    def order(self) -> Ints:
        """The entries' places sorted: row after row, each row's steps by rank."""
        width = self._largest.bit_length()
        row = (self.rows.entries[0], self.rows.shape[1].bit_length())
        levels = ((level, width) for level in self._levels())
        return np.lexsort(packed(row, levels)[::-1])

    def _all_waits(self) -> Bits:
        """By pair of steps and row: whether a path leads back that nothing done cuts, and no step
        on it is freed from the next.
        """
        number, place, freeable = self.graph.pairs, self.graph.place, self.graph.freeable
        passable = self.rows.advised | ~self.rows.done
        waits = np.ones((len(number), self.rows.shape[1]), np.bool_)
        for (step, before), pair in number.items():
            direct = self.graph.knowledge.steps[step].after
            if before not in direct or (step, before) in freeable:
                paths = [
                    passable[place[between]]
                    & waits[number[between, before]]
                    & self._binds(step, between)
                    for between in direct
                    if (between, before) in number
                ]
                if before in direct:
                    paths.append(self._binds(step, before))
                waits[pair] = reduce(or_, paths)
        return waits

    def _binds(self, step: str, before: str) -> Bits | np.bool_:
        """By row, whether the step is not freed from this prerequisite."""
        pair = self.graph.freeable.get((step, before))
        return np.True_ if pair is None else ~self.rows.freed[pair]

    def _unlocks(self) -> Keys:
        place = self.graph.place
        steps = [place[step] for step, _ in self.graph.pairs]
        waits = self._waits & self.rows.advised[steps]
        counts = np.zeros(self.rows.shape, np.min_scalar_type(self.graph.most_waiting))
        for before, pairs in self.graph.waiters:
            counts[before] += waits[pairs].view(np.uint8)
        return counts

    @property
    def _largest(self) -> int:
        """The largest key."""
        reasons = len(URGENCIES) * (self.graph.most_waiting + 1) * (self.graph.most_reasons + 1)
        return reasons * len(self.graph.steps)

    def _keys(self) -> Keys:
        """What the ranking compares, as one number from 1, the smallest first; 0 if not advised."""
        weakest, most = len(URGENCIES), self.graph.most_reasons
        strengths = np.array([[weakest - urgency(rule)] for rule in self.graph.advising], np.uint8)
        strength = np.zeros(self.rows.shape, np.uint8)
        reasons = np.zeros(self.rows.shape, np.min_scalar_type(most))
        for steps, rules in self.graph.advisers:
            applies = self.rows.applies[rules]
            strength[steps] = np.maximum(strength[steps], applies * strengths[rules])
            reasons[steps] += applies.view(np.uint8)
        keys: Keys = (weakest - strength).astype(np.min_scalar_type(self._largest))
        for largest, count in ((self.graph.most_waiting, self.unlocks), (most, reasons)):
            keys *= largest + 1
            keys += largest - count
        keys *= len(keys)
        keys += np.arange(1, len(keys) + 1, dtype=keys.dtype)[:, np.newaxis]
        keys *= self.rows.advised
        return keys

    def _levels(self) -> Keys:
        """By level and entry: the keys that it is sorted by, 0 where there are no more."""
        by_step = self._keys()
        held, holder = self._held_up(by_step)
        keys = self.rows.of_entries(by_step)
        levels = np.zeros((self.graph.depth, keys.size), keys.dtype)
        levels[0] = keys
        for level, below in pairwise(levels):
            np.maximum.at(level, held, keys[holder])
            below[held] = keys[held]
            above = level[held]
            shared = (level[holder] == above) & (keys[holder] < above)
            held, holder = held[shared], holder[shared]
        return levels

    def _held_up(self, keys: Keys) -> tuple[Ints, Ints]:
        """Entries, and with each a less urgent one on its way: one that has the larger key."""
        step, before, number = self.graph.weaker
        on_way = (keys[before] > keys[step]) & self.rows.advised[step] & self._waits[number]
        pair, row = np.divmod(np.flatnonzero(on_way), max(1, self.rows.shape[1]))
        entry = np.empty(self.rows.shape, np.int32)
        entry.reshape(-1)[self.rows.cells] = np.arange(self.rows.cells.size)
        held, holder = entry[step[pair], row], entry[before[pair], row]
        return held.astype(np.int64), holder.astype(np.int64)


def packed(first: Field, rest: Iterable[Field]) -> list[Ints]:
    """Numbers packed into words, the most significant first; `first` begins every word."""
    words: list[Ints] = []
    free = 0
    for numbers, width in rest:
        if not words or free < width:
            words.append(first[0].astype(np.int64))
            free = WORD - first[1]
        words[-1] <<= width
        words[-1] |= numbers
        free -= width
    return words
