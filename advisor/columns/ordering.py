"""Puts the advised steps of many rows in order at once.

`advisor.ranking` takes, again and again, the best of the steps that are ready. The same order
comes out of one sort. A step's key is what the ranking compares. Let `held` be the largest key
among a step and all it waits for: whoever has the smaller one comes first, because until it is
taken some step on its way is ready and beats the other's holder. Equal ones share the holder; the
holder itself comes first, and the rest are told apart by the largest key below the holder's, and
so on. A step that waits for another of its own urgency always has the larger key (it unlocks
less), so only less urgent steps can be holders, and there are at most as many levels as urgencies.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from advisor.columns.graph import Graph, urgency
from advisor.rule import URGENCIES

Bits = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
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

    def positions(self) -> Ints:
        """Rows by ranks: the position of the step at each rank; junk beyond a row's last step."""
        width = len(self.graph.steps).bit_length()
        codes = self._codes(width)
        table = np.stack([(codes[s] << width) | p for p, s in enumerate(self.graph.steps)], axis=1)
        advised = np.stack([self.rows.advised[s] for s in self.graph.steps], axis=1)
        table = np.where(advised, table, np.iinfo(np.int64).max)
        table.sort(axis=1)
        return table & ((1 << width) - 1)

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

    def _unlocks(self) -> dict[str, Ints]:
        counts = {s: np.zeros(self.rows.height, np.int64) for s in self.graph.steps}
        for (step, before), waits in self._waits.items():
            counts[before] += self.rows.advised[step] & waits
        return counts

    @cached_property
    def _keys(self) -> dict[str, Ints]:
        """What the ranking compares, as one number from 1, the smallest first."""
        return {step: self._key(position, step) for position, step in enumerate(self.graph.steps)}

    def _key(self, position: int, step: str) -> Ints:
        most, steps = self.graph.most_reasons, len(self.graph.steps)
        reasons = np.zeros(self.rows.height, np.int64)
        strongest = np.full(self.rows.height, len(URGENCIES) - 1, np.int64)
        for rule in reversed(self.graph.reasons[step]):
            reasons += self.rows.applies[rule.id]
            strongest[self.rows.applies[rule.id]] = urgency(rule)
        key = strongest * (self.graph.most_waiting + 1) + self.graph.most_waiting
        key -= self.unlocks[step]
        return (key * (most + 1) + most - reasons) * steps + position + 1

    def _codes(self, spare: int) -> dict[str, Ints]:
        """The levels of each step packed into one number, `spare` bits left free."""
        top = len(URGENCIES) * (self.graph.most_waiting + 1) * (self.graph.most_reasons + 1)
        width = (top * len(self.graph.steps)).bit_length()
        keys = self._keys
        if width * self.graph.depth + spare > WORD:
            keys, width = self._dense(keys), len(self.graph.steps).bit_length()
        codes: dict[str, Ints] = {}
        for step in self.graph.forward:
            codes[step] = self._levels(step, keys, codes, width)
        return codes

    def _levels(self, step: str, keys: dict[str, Ints], codes: dict[str, Ints], width: int) -> Ints:
        depth, own = self.graph.depth, keys[step]
        if not self.graph.weaker[step]:
            return own << width * (depth - 1)
        code, above = np.zeros_like(own), np.full_like(own, 1 << width)
        for level in range(depth):
            shift = width * (depth - level)
            held = np.where(own < above, own, 0)
            for before in self.graph.weaker[step]:
                same = self._holds_up(before, step) & (codes[before] >> shift == code)
                held = np.maximum(held, np.where(same & (keys[before] < above), keys[before], 0))
            code, above = (code << width) | held, held
        return code

    def _holds_up(self, before: str, step: str) -> Bits:
        return self.rows.advised[before] & self._waits[step, before]

    def _dense(self, keys: dict[str, Ints]) -> dict[str, Ints]:
        """The keys' places in their row, from 1: the same comparisons in fewer bits."""
        order = np.argsort(np.stack([keys[s] for s in self.graph.steps], axis=1), axis=1)
        place = np.empty_like(order)
        np.put_along_axis(place, order, np.arange(1, order.shape[1] + 1)[None, :], axis=1)
        return {step: place[:, position] for position, step in enumerate(self.graph.steps)}
