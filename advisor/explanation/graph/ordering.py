"""The order of each column, so that few arrows cross, by igraph's Sugiyama layout.

igraph takes all boxes to be of one size, so only its order is used. It improves the order step by
step and may make it worse again: more steps are not better. So it is asked for several numbers of
steps, and the order with the fewest crossings is taken.
"""

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said

UNIT = 60
STEPS = (25, 50, 100)
Place = Sequence[float]
"""Where igraph puts an item: its place in the column, and the column."""


@dataclass(eq=False)
class Item:
    """A box, or the place where an arrow passes a column."""

    layer: int
    height: float
    y: float = 0.0
    before: list["Item"] = field(default_factory=list)
    after: list["Item"] = field(default_factory=list)


def layers_of(nodes: int, edges: list[tuple[int, int]]) -> list[int]:
    """Layers for nodes that have none: every edge leads to a later one."""
    graph = _igraph().Graph(n=nodes, edges=edges, directed=True)
    return [round(y) for _, y in graph.layout_sugiyama().coords]


def ordered(boxes: list[Item], chains: list[list[Item]]) -> list[list[Item]]:
    """The columns, each in the order in which few arrows cross; sets each item's first `y`.

    Raises AdvisorError when igraph is not installed.
    """
    items = [*boxes, *(item for chain in chains for item in chain[1:-1])]
    number = {item: place for place, item in enumerate(items)}
    edges = [(number[a], number[b]) for chain in chains for a, b in pairwise(chain)]
    for item, (y, _) in zip(items, _places(items, edges), strict=True):
        item.y = y * UNIT
    columns: list[list[Item]] = [[] for _ in range(1 + max(item.layer for item in items))]
    for item in sorted(items, key=lambda item: item.y):
        columns[item.layer].append(item)
    return columns


def _places(items: list[Item], edges: list[tuple[int, int]]) -> Sequence[Place]:
    graph = _igraph().Graph(n=len(items), edges=edges, directed=True)
    layers = [item.layer for item in items]
    tries = (graph.layout_sugiyama(layers=layers, maxiter=steps).coords for steps in STEPS)
    return min(tries, key=lambda places: crossings(places, edges))


def crossings(places: Sequence[Place], edges: list[tuple[int, int]]) -> int:
    """How many pairs of edges cross; each edge joins neighbouring columns."""
    ends: dict[float, list[tuple[float, float]]] = {}
    for a, b in edges:
        ends.setdefault(places[a][1], []).append((places[a][0], places[b][0]))
    return sum(_inversions([end for _, end in sorted(pairs)]) for pairs in ends.values())


def _inversions(numbers: list[float]) -> int:
    seen: list[float] = []
    found = 0
    for number in numbers:
        found += len(seen) - bisect_right(seen, number)
        insort(seen, number)
    return found


def _igraph() -> Any:
    try:
        import igraph
    except ImportError as error:
        raise AdvisorError([Problem("igraph", None, said("graph.missing"))]) from error
    return igraph
