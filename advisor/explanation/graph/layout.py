"""From a Picture to coordinates: columns from left to right, arrows that pass between the boxes.

An arrow that passes a column holds a place of its own there, so that none runs through a box. Each
column is then ordered (see `ordering`) and its boxes, of their true heights, placed in that order.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from advisor.explanation.graph.measure import width, wrapped
from advisor.explanation.graph.ordering import Item, layers_of, ordered
from advisor.explanation.graph.picture import Edge, Node, Picture


def placed(wanted: Sequence[float], heights: Sequence[float], gap: float) -> list[float]:
    """Centres in the given order, `gap` apart at least, with the least squared displacement.

    With the distances taken out, the order is all that is left to keep: an isotonic regression,
    solved by pooling adjacent violators (Ayer et al. 1955).
    """
    offsets = [0.0]
    for above, below in pairwise(heights):
        offsets.append(offsets[-1] + (above + below) / 2 + gap)
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=False):
        mean, count = want - offset, 1
        while pools and pools[-1][0] > mean:
            other, size = pools.pop()
            mean, count = (mean * count + other * size) / (count + size), count + size
        pools.append((mean, count))
    flat = [mean for mean, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(flat, offsets, strict=False)]


WIDTH, PADDING, LINE, NOTE_LINE = 236, 12, 17, 15
SIZE, NOTE_SIZE = 13, 11
GAP, STRIP, LANE, PORT, GUTTER, SWEEPS = 14, 30, 4, 15, 72, 12
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
    """An edge's way: a curve to the second point, a straight line to the third, and so on."""

    edge: Edge
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """All boxes and routes, and the size of the whole in pixels."""

    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]
    width: float
    height: float


def layout(picture: Picture) -> Layout:
    """Place a picture.

    Every edge must join two nodes of the picture that stand in different layers.
    """
    return _Placing(picture).layout() if picture.nodes else Layout((), (), 0, 0)


class _Placing:
    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        index = {node.id: number for number, node in enumerate(picture.nodes)}
        self.pairs = [(index[edge.start], index[edge.end]) for edge in picture.edges]
        self.lines = [wrapped(node.text, SIZE, WIDTH - 2 * PADDING) for node in picture.nodes]
        self.notes = [wrapped(node.note, NOTE_SIZE, WIDTH - 2 * PADDING) for node in picture.nodes]
        heights = self._heights()
        self.boxes = [Item(layer, heights[n]) for n, layer in enumerate(self._layers())]
        self.chains = [self._chain(*pair) for pair in self.pairs]
        self.columns = ordered(self.boxes, self.chains)
        self.lefts = self._lefts()

    def _layers(self) -> list[int]:
        """The nodes' layers from 0 without gaps; by the edges, when the picture has none."""
        given = [node.layer for node in self.picture.nodes]
        if len(set(given)) == 1:
            given = layers_of(len(given), self.pairs)
        dense = {layer: number for number, layer in enumerate(sorted(set(given)))}
        return [dense[layer] for layer in given]

    def _heights(self) -> list[float]:
        """Of each box: room for its text, and for all arrows and labels at its sides."""
        labels = Counter(
            end for (_, end), edge in zip(self.pairs, self.picture.edges, strict=True) if edge.text
        )
        sides = [Counter(pair[side] for pair in self.pairs) for side in (0, 1)]
        return [
            max(
                len(lines) * LINE + len(notes) * NOTE_LINE + 2 * PADDING - 4,
                (labels[n] + 1) * PORT,
                (max(side[n] for side in sides) + 1) * PORT / 2,
            )
            for n, (lines, notes) in enumerate(zip(self.lines, self.notes, strict=True))
        ]

    def _chain(self, start: int, end: int) -> list[Item]:
        """The items that an edge touches, from left to right."""
        left, right = sorted((self.boxes[start], self.boxes[end]), key=lambda item: item.layer)
        passing = [Item(layer, LANE) for layer in range(left.layer + 1, right.layer)]
        chain = [left, *passing, right]
        for one, next in pairwise(chain):
            one.after.append(next)
            next.before.append(one)
        return chain

    def _lefts(self) -> list[float]:
        """Where each column begins: the gap before it holds the labels of its arrows."""
        lefts = [0.0]
        for layer in range(1, len(self.columns)):
            labels = [
                width(edge.text, NOTE_SIZE) + GUTTER - 12
                for edge, chain in zip(self.picture.edges, self.chains, strict=True)
                if edge.text and layer in (chain[-1].layer, chain[0].layer + 1)
            ]
            lefts.append(lefts[-1] + WIDTH + max(GUTTER, *labels, 0))
        return lefts

    def layout(self) -> Layout:
        """Shift the columns towards their neighbours, then draw."""
        for sweep in range(SWEEPS):
            for column in self.columns[:: -1 if sweep % 2 else 1]:
                _settle(column, sweep)
        items = [item for column in self.columns for item in column]
        _close_gaps(items)
        bottom = max(item.y + item.height / 2 for item in items)
        routes = tuple(self._route(number) for number in range(len(self.pairs)))
        return Layout(tuple(self._boxes()), routes, self.lefts[-1] + WIDTH, bottom)

    def _boxes(self) -> list[Box]:
        return [
            Box(node, self.lines[n], self.notes[n], self.lefts[item.layer],
                item.y - item.height / 2, item.height)
            for n, (node, item) in enumerate(zip(self.picture.nodes, self.boxes, strict=True))
        ]  # fmt: skip

    def _route(self, number: int) -> Route:
        edge, chain = self.picture.edges[number], self.chains[number]
        first = (self.lefts[chain[0].layer] + WIDTH, _port(chain[0], chain[1], "after"))
        last = (self.lefts[chain[-1].layer], _port(chain[-1], chain[-2], "before"))
        points = [first]
        for item in chain[1:-1]:
            left = self.lefts[item.layer]
            points += [(left, item.y), (left + WIDTH, item.y)]
        points.append(last)
        backward = chain[0] is not self.boxes[self.pairs[number][0]]
        if backward:
            points.reverse()
        if edge.text:
            # The arrow runs straight below its label.
            stub = width(edge.text, NOTE_SIZE) + 16
            (x, y) = points[-1]
            points.insert(-1, (x + stub if backward else x - stub, y))
        return Route(edge, tuple(points))


def _settle(column: list[Item], sweep: int) -> None:
    """Move a column's items towards the middle of what they are joined to."""
    wanted = []
    for item in column:
        near = item.after if sweep % 2 else item.before
        near = [*item.before, *item.after] if sweep >= SWEEPS - 4 or not near else near
        wanted.append(sum(other.y for other in near) / len(near) if near else item.y)
    for item, y in zip(column, placed(wanted, [i.height for i in column], GAP), strict=True):
        item.y = y


def _close_gaps(items: list[Item]) -> None:
    """Start at the top, and leave no empty strip across the whole picture higher than `STRIP`."""
    ordered = sorted((item.y - item.height / 2, number) for number, item in enumerate(items))
    shift = bottom = ordered[0][0]
    for top, number in ordered:
        shift += max(top - bottom - STRIP, 0)
        bottom = max(bottom, top + items[number].height)
        items[number].y -= shift


def _port(item: Item, other: Item, side: str) -> float:
    """Where on the box's side an arrow starts or ends: in the order of their other ends."""
    others = sorted(getattr(item, side), key=lambda one: one.y)
    space = min(PORT, (item.height - 14) / max(len(others) - 1, 1))
    place: float = others.index(other) - (len(others) - 1) / 2
    return item.y + place * space
