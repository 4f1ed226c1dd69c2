"""From a Picture to coordinates: columns from left to right, arrows that pass between the boxes.

igraph's Sugiyama layout orders each column so that few arrows cross. It takes all boxes to be of
one size; so the heights are then placed column by column, in that order. An arrow that passes a
column holds a place of its own there, hence no arrow runs through a box.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from advisor.errors import AdvisorError, Problem
from advisor.graph.measure import width, wrapped
from advisor.graph.picture import Edge, Node, Picture
from advisor.graph.placing import placed
from advisor.language import said

WIDTH, PADDING, LINE, NOTE_LINE = 236, 12, 17, 15
SIZE, NOTE_SIZE = 13, 11
GAP, PORT, GUTTER, SWEEPS = 14, 15, 72, 12
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A node's place: its top left corner and size in pixels, and its text in lines."""

    node: Node
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    left: float
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Route:
    """An edge's way: pairs of points; it runs straight inside a pair's column, curved between."""

    edge: Edge
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """All boxes and routes, and the size of the whole in pixels."""

    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]
    width: float
    height: float


@dataclass(eq=False)
class _Item:
    """A box, or the place where an arrow passes a column."""

    layer: int
    y: float
    height: float
    before: list["_Item"] = field(default_factory=list)
    after: list["_Item"] = field(default_factory=list)


def layout(picture: Picture) -> Layout:
    """Place a picture. Raises AdvisorError when igraph is not installed.

    Every edge must join two nodes of the picture that stand in different layers.
    """
    return _Placing(picture).layout() if picture.nodes else Layout((), (), 0, 0)


class _Placing:
    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        index = {node.id: number for number, node in enumerate(picture.nodes)}
        self.pairs = [(index[edge.start], index[edge.end]) for edge in picture.edges]
        coordinates, routing, layers = self._sugiyama()
        self.lines = [wrapped(node.text, SIZE, WIDTH - 2 * PADDING) for node in picture.nodes]
        self.notes = [wrapped(node.note, NOTE_SIZE, WIDTH - 2 * PADDING) for node in picture.nodes]
        self.items = [
            _Item(layers[number], coordinates[number][0] * 60, self._height(number))
            for number in range(len(picture.nodes))
        ]
        self.chains = [self._chain(*pair, routing[n]) for n, pair in enumerate(self.pairs)]
        self.gutter = max(GUTTER, *(width(e.text, NOTE_SIZE) + 44 for e in picture.edges), GUTTER)

    def _sugiyama(self) -> tuple[Any, Any, list[int]]:
        """igraph's coordinates, its points where edges pass columns, and the layers, dense."""
        given = [node.layer for node in self.picture.nodes]
        dense = {layer: number for number, layer in enumerate(sorted(set(given)))}
        layers = [dense[layer] for layer in given] if len(dense) > 1 else None
        # Layers may be given from right to left too; the layout only knows forward edges.
        forward = [(b, a) if layers and layers[b] < layers[a] else (a, b) for a, b in self.pairs]
        graph = _igraph().Graph(n=len(given), edges=forward, directed=True)
        result = graph.layout_sugiyama(layers=layers, maxiter=1000)
        return result.coords, result.edge_routing, [round(y) for _, y in result.coords]

    def _height(self, number: int) -> float:
        edges, node = self.picture.edges, self.picture.nodes[number]
        arriving = sum(bool(edge.text) and edge.end == node.id for edge in edges)
        text = len(self.lines[number]) * LINE + len(self.notes[number]) * NOTE_LINE
        return max(text + 2 * PADDING - 4, (arriving + 1) * PORT)

    def _chain(self, start: int, end: int, passing: Any) -> list[_Item]:
        """The items that an edge touches, from left to right."""
        left, right = sorted((self.items[start], self.items[end]), key=lambda item: item.layer)
        points = sorted((round(y), x * 60) for x, y in passing)
        chain = [left, *(_Item(layer, y, 6) for layer, y in points), right]
        for one, next in pairwise(chain):
            one.after.append(next)
            next.before.append(one)
        return chain

    def layout(self) -> Layout:
        """Order, then shift the columns towards their neighbours, then draw."""
        passing = [item for chain in self.chains for item in chain[1:-1]]
        columns: dict[int, list[_Item]] = {}
        for item in [*self.items, *passing]:
            columns.setdefault(item.layer, []).append(item)
        for column in columns.values():
            column.sort(key=lambda item: item.y)
        for sweep in range(SWEEPS):
            for layer in sorted(columns, reverse=bool(sweep % 2)):
                _settle(columns[layer], sweep)
        top = min(item.y - item.height / 2 for item in self.items)
        for item in [*self.items, *passing]:
            item.y -= top
        bottom = max(item.y + item.height / 2 for column in columns.values() for item in column)
        right = self._left(max(columns)) + WIDTH
        return Layout(tuple(self._boxes()), tuple(self._routes()), right, bottom)

    def _left(self, layer: int) -> float:
        return layer * (WIDTH + self.gutter)

    def _boxes(self) -> list[Box]:
        return [
            Box(node, self.lines[n], self.notes[n], self._left(item.layer),
                item.y - item.height / 2, item.height)
            for n, (node, item) in enumerate(zip(self.picture.nodes, self.items, strict=True))
        ]  # fmt: skip

    def _routes(self) -> list[Route]:
        routes = []
        for edge, pair, chain in zip(self.picture.edges, self.pairs, self.chains, strict=True):
            points = [(self._left(chain[0].layer) + WIDTH, _port(chain[0], chain[1], "after"))]
            for item in chain[1:-1]:
                left = self._left(item.layer)
                points += [(left, item.y), (left + WIDTH, item.y)]
            points.append((self._left(chain[-1].layer), _port(chain[-1], chain[-2], "before")))
            backward = chain[0] is not self.items[pair[0]]
            routes.append(Route(edge, tuple(reversed(points) if backward else points)))
        return routes


def _settle(column: list[_Item], sweep: int) -> None:
    """Move a column's items towards the middle of what they are joined to."""
    wanted = []
    for item in column:
        near = item.after if sweep % 2 else item.before
        near = [*item.before, *item.after] if sweep >= SWEEPS - 4 or not near else near
        wanted.append(sum(other.y for other in near) / len(near) if near else item.y)
    for item, y in zip(column, placed(wanted, [i.height for i in column], GAP), strict=True):
        item.y = y


def _port(item: _Item, other: _Item, side: str) -> float:
    """Where on the box's side an arrow starts or ends: in the order of their other ends."""
    others = sorted(getattr(item, side), key=lambda one: one.y)
    space = min(PORT, (item.height - 14) / max(len(others) - 1, 1))
    place: float = others.index(other) - (len(others) - 1) / 2
    return item.y + place * space


def _igraph() -> Any:
    try:
        import igraph
    except ImportError as error:
        raise AdvisorError([Problem("igraph", None, said("graph.missing"))]) from error
    return igraph
