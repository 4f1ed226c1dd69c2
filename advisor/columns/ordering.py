"""Puts the advised steps of many rows in order at once.

`advisor.ranking` takes, again and again, the best of the steps that are ready. The same order
comes out of one sort. A step's key is what the ranking compares. Let `held` be the largest key
among a step and all it waits for: whoever has the smaller one comes first, because until it is
taken some step on its way is ready and beats the other's holder. Equal ones share the holder; the
holder itself comes first, and the rest are told apart by the largest key below the holder's, and
so on. A step that waits for another of its own urgency always has the larger key (it unlocks
less), so only less urgent steps can be holders, and there are at most as many levels as urgencies.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any

import numpy as np
import numpy.typing as npt

from advisor.columns.graph import Graph, urgency
from advisor.rule import URGENCIES

Bits = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.unsignedinteger[Any]]
Counts = npt.NDArray[np.uint16]
WORD = 63
"""Usable bits of a signed 64-bit number."""


@dataclass(frozen=True)
class Rows:
    """What the ordering reads; every array has one element per row.

    By step: whether it is advised, whether it is known to be done, and whether it is not advised
    but may turn out to be. By rule that advises: whether it applies.
    """

    height: int
    advised: dict[str, Bits]
    done: dict[str, Bits]
    unsure: dict[str, Bits]
    applies: dict[str, Bits]

    @cached_property
    def at(self) -> dict[str, Ints]:
        """By step: the rows that are advised it. An entry of a plan is one of these.

        Step after step, each step's rows ascending: the order of the entries until it is sorted.
        """
        return {step: np.flatnonzero(advised) for step, advised in self.advised.items()}

    @cached_property
    def row(self) -> Ints:
        """The row of each entry."""
        return joined(self.at.values())


def joined(arrays: Iterable[Ints | Keys]) -> Ints:
    """One array of them all, of numbers even if there is none."""
    return np.concatenate([np.zeros(0, np.int64), *arrays])


class Ordering:
    """The order of the advised steps on all rows.

    `unlocks` gives, by step, how many advised steps wait for it (meaningless where it is not
    advised). Source of the order: DESIGN, "Ranking"; `advisor.ranking` is the specification.
    """

    def __init__(self, graph: Graph, rows: Rows) -> None:
        self.graph = graph
        self.rows = rows
        self._passable = {s: rows.advised[s] | ~rows.done[s] for s in graph.steps}
        self._waits = self._all_waits()
        self.unlocks = self._unlocks()

    def order(self) -> Ints:
        """The entries' places sorted: row after row, each row's steps by rank."""
        levels = self._all_levels()
        width = self._largest.bit_length()
        parts = [(self.rows.row, self.rows.height.bit_length())]
        for level in range(self.graph.depth):
            found = (levels[step][level][at] for step, at in self.rows.at.items())
            parts.append((joined(found), width))
        return np.lexsort(_packed(parts)[::-1])

    def _all_waits(self) -> dict[tuple[str, str], Bits]:
        """By step and earlier step: whether a path leads back that nothing done cuts."""
        waits: dict[tuple[str, str], Bits] = {}
        for step in self.graph.forward:
            direct = self.graph.knowledge.steps[step].after
            for before in self.graph.earlier[step]:
                found = np.full(self.rows.height, before in direct)
                for between in direct:
                    if (between, before) in waits:
                        found |= self._passable[between] & waits[between, before]
                waits[step, before] = found
        return waits

    def _unlocks(self) -> dict[str, Counts]:
        counts = {s: np.zeros(self.rows.height, np.uint16) for s in self.graph.steps}
        for (step, before), waits in self._waits.items():
            counts[before] += self.rows.advised[step] & waits
        return counts

    @property
    def _largest(self) -> int:
        """The largest key."""
        reasons = len(URGENCIES) * (self.graph.most_waiting + 1) * (self.graph.most_reasons + 1)
        return reasons * len(self.graph.steps)

    def _key(self, position: int, step: str) -> Keys:
        """What the ranking compares, as one number from 1, the smallest first; 0 if not advised."""
        at, most, steps = self.rows.at[step], self.graph.most_reasons, len(self.graph.steps)
        reasons = np.zeros(at.size, np.int64)
        strongest = np.full(at.size, len(URGENCIES) - 1, np.int64)
        for rule in reversed(self.graph.reasons[step]):
            applies = self.rows.applies[rule.id][at]
            reasons += applies
            strongest[applies] = urgency(rule)
        key = strongest * (self.graph.most_waiting + 1) + self.graph.most_waiting
        key -= self.unlocks[step][at]
        found = self._nothing()
        found[at] = (key * (most + 1) + most - reasons) * steps + position + 1
        return found

    def _nothing(self) -> Keys:
        """No key on any row, in numbers just large enough: it is the memory that takes time."""
        return np.zeros(self.rows.height, np.min_scalar_type(self._largest))

    def _all_levels(self) -> dict[str, list[Keys]]:
        keys = {step: self._key(position, step) for position, step in enumerate(self.graph.steps)}
        levels: dict[str, list[Keys]] = {}
        none = self._nothing()
        for step in self.graph.forward:
            levels[step] = [keys[step], *[none] * (self.graph.depth - 1)]
            self._hold_up(step, keys, levels)
        return levels

    def _hold_up(self, step: str, keys: dict[str, Keys], levels: dict[str, list[Keys]]) -> None:
        """Correct a step's levels on the rows where a less urgent step is on its way."""
        advised = self.rows.advised
        on_way = {
            before: advised[before] & advised[step] & self._waits[step, before]
            for before in self.graph.weaker[step]
        }
        at = np.flatnonzero(reduce(or_, on_way.values(), np.zeros(self.rows.height, np.bool_)))
        if not at.size:
            return
        same = {before: bits[at] for before, bits in on_way.items()}
        theirs = {before: keys[before][at] for before in on_way}
        own, above = keys[step][at], np.full(at.size, np.iinfo(np.int64).max)
        for level, before_it in enumerate(levels[step]):
            held = np.where(own < above, own, 0)
            for before, key in theirs.items():
                np.maximum(held, np.where(same[before] & (key < above), key, 0), out=held)
            if not held.any():
                break
            for before in same:
                same[before] &= levels[before][level][at] == held
            levels[step][level] = before_it.copy()
            levels[step][level][at] = above = held


def _packed(parts: Iterable[tuple[Ints, int]]) -> list[Ints]:
    """Numbers of so many bits each, the most significant first, packed into words."""
    words: list[Ints] = []
    used = WORD + 1
    for numbers, width in parts:
        if used + width > WORD:
            words.append(numbers)
            used = width
        else:
            words[-1] = words[-1] << width | numbers
            used += width
    return words
