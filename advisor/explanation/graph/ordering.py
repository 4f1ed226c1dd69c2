"""The order of each column, so that few arrows cross: by medians, then by exchanging neighbours.

The method is that of Gansner, Koutsofios, North and Vo, "A Technique for Drawing Directed Graphs"
(1993), section 3.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

UNIT = 60
SWEEPS, PATIENCE = 24, 2
"""Sweeps at most, and those in a row without a better order after which it is left at that."""


@dataclass(eq=False)
class Item:
    """A box, or the place where an arrow passes a column."""

    layer: int
    height: float
    y: float = 0.0
    place: int = 0
    """From the top of its column."""
    before: list["Item"] = field(default_factory=list)
    after: list["Item"] = field(default_factory=list)


def layers_of(nodes: int, edges: list[tuple[int, int]]) -> list[int]:
    """Layers for nodes that have none: every edge leads to a later one, no edge in a circle."""
    layers = [0] * nodes
    for _ in range(nodes):
        for start, end in edges:
            layers[end] = max(layers[end], layers[start] + 1)
    return layers


def ordered(boxes: list[Item], chains: list[list[Item]]) -> list[list[Item]]:
    """The columns, each in the order in which few arrows cross; sets each item's first `y`."""
    items = [*boxes, *(item for chain in chains for item in chain[1:-1])]
    columns: list[list[Item]] = [[] for _ in range(1 + max(item.layer for item in items))]
    for item in items:
        columns[item.layer].append(item)
    best = min((_improved(columns, start) for start in (0, 1)), key=_crossings)
    for column in best:
        for place, item in enumerate(column):
            item.y = place * UNIT
    return best


def _improved(columns: list[list[Item]], start: int) -> list[list[Item]]:
    """The best order found by sweeps to and fro, until some of them in a row found no better."""
    best, fewest, idle = columns, _crossings(columns), 0
    for sweep in range(start, SWEEPS):
        columns = _swept(columns, forward=not sweep % 2)
        idle += 1
        if (found := _crossings(columns)) < fewest:
            best, fewest, idle = columns, found, 0
        if idle == PATIENCE:
            break
    return best


def _swept(columns: list[list[Item]], forward: bool) -> list[list[Item]]:
    """Every column by the medians in the one before (or after) it, then neighbours exchanged."""
    new = [_placed(column.copy()) for column in columns]
    for column in new[1:] if forward else new[-2::-1]:
        _by_median(column, forward)
    again = set(range(len(new)))
    while again:
        changed = [at for at in sorted(again) if _exchanged(new[at])]
        near = {at + step for at in changed for step in (-1, 0, 1)}
        again = near & set(range(len(new)))
    return new


def _placed(column: list[Item]) -> list[Item]:
    for place, item in enumerate(column):
        item.place = place
    return column


def _by_median(column: list[Item], forward: bool) -> None:
    """Items without a neighbour stay where they are, the others are put in order around them."""
    near = {item: item.before if forward else item.after for item in column}
    free = [place for place, item in enumerate(column) if near[item]]
    moving = (column[place] for place in free)
    moved = sorted(moving, key=lambda item: median(other.place for other in near[item]))
    for place, item in zip(free, moved, strict=True):
        column[place] = item
    _placed(column)


def _exchanged(column: list[Item]) -> bool:
    """Exchange neighbours of a column where fewer arrows cross then; whether any were."""
    ends = [(_ends(item.before), _ends(item.after)) for item in column]
    found = False
    for at, below in pairwise(range(len(column))):
        now = sum(map(_above, ends[at], ends[below]))
        if now and sum(map(_above, ends[below], ends[at])) < now:
            column[at], column[below] = column[below], column[at]
            ends[at], ends[below] = ends[below], ends[at]
            found = True
    if found:
        _placed(column)
    return found


def _ends(others: list[Item]) -> list[int]:
    return sorted([other.place for other in others])


def _above(upper: Sequence[int], lower: Sequence[int]) -> int:
    """How many arrows cross when the item with these ends stands above the one with those."""
    if not (upper and lower) or upper[-1] <= lower[0]:
        return 0
    return sum(bisect_left(lower, end) for end in upper)


def _crossings(columns: list[list[Item]]) -> int:
    return sum(crossings(one, other) for one, other in pairwise(columns))


def crossings(column: Sequence[Item], following: Sequence[Item]) -> int:
    """How many pairs of arrows cross between two neighbouring columns in this order."""
    at = {item: place for place, item in enumerate(following)}
    seen: list[int] = []
    found = 0
    for item in column:
        ends = sorted(at[other] for other in item.after)
        found += sum(len(seen) - bisect_right(seen, end) for end in ends)
        for end in ends:
            insort(seen, end)
    return found
