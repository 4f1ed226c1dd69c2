"""Draws a picture as one tall column for a narrow page: boxes become lines of a list, arrows rails.

The nodes stand below each other, layer by layer. From each node a rail of its own runs down on the
left, with an arrow to every node that it leads to.
"""

from itertools import count
from xml.etree import ElementTree as ET

from advisor.common.language import Language
from advisor.explanation.graph.layout import LINE, NOTE_LINE, NOTE_SIZE, SIZE
from advisor.explanation.graph.measure import wrapped
from advisor.explanation.graph.picture import Node, Picture, printable
from advisor.explanation.graph.svg import FONT, INK, LOOKS, short, write

WIDTH, MARGIN, LANE, DOT, GAP, HEAD = 360, 8, 11, 6, 12, 16
RAILS = ("#1d4f91", "#8a4b00", "#14532d", "#5b2a86", "#a4262c", "#333333")
"""Rails side by side differ in colour, so that an eye can follow one; the colour means nothing."""


def rail_svg(picture: Picture, language: Language) -> str:
    """The picture as one SVG document, 360 pixels wide; the same picture gives the same text.

    Every edge must lead to a later layer.
    """
    return _Drawing(picture, language).text()


class _Drawing:
    def __init__(self, picture: Picture, language: Language) -> None:
        self.picture, self.language = picture, language
        self.nodes = sorted(picture.nodes, key=lambda node: node.layer)
        self.ends = {
            node.id: [edge.end for edge in picture.edges if edge.start == node.id]
            for node in self.nodes
        }
        self.lane = _lanes([node.id for node in self.nodes], self.ends)
        self.dot = MARGIN + LANE * (1 + max(self.lane.values(), default=-1)) + 2 * DOT
        self.place: dict[str, float] = {}

    def text(self) -> str:
        root = ET.Element("svg", {
            "xmlns": "http://www.w3.org/2000/svg", "role": "img", "aria-labelledby": "title",
            "lang": self.language, "font-family": FONT, "width": str(WIDTH),
        })  # fmt: skip
        ET.SubElement(root, "title", {"id": "title"}).text = printable(self.picture.title)
        paper = ET.SubElement(root, "rect", {"width": str(WIDTH), "fill": "#ffffff"})
        rails = ET.SubElement(root, "g", {"fill": "none", "stroke-width": "1.6"})
        height = short(self._list(root))
        for node in self.nodes:
            self._rail(rails, node.id)
        paper.set("height", height)
        root.attrib |= {"height": height, "viewBox": f"0 0 {WIDTH} {height}"}
        ET.indent(root)
        return ET.tostring(root, encoding="unicode") + "\n"

    def _list(self, root: ET.Element) -> float:
        """Write every node below the heading of its layer; returns where the list ends."""
        y, layer = 0.0, -1
        for node in self.nodes:
            if node.layer != layer and self.picture.columns:
                y = self._heading(root, self.picture.columns[node.layer], y + HEAD)
            layer = node.layer
            y = self._node(root, node, y + GAP)
        return y + GAP

    def _heading(self, root: ET.Element, text: str, top: float) -> float:
        left = self.dot - DOT
        line = {"x1": short(left), "x2": str(WIDTH - MARGIN), "y1": short(top), "y2": short(top)}
        ET.SubElement(root, "line", {**line, "stroke": "#b0b0b0"})
        y = top + 6
        for part in wrapped(text, SIZE, WIDTH - MARGIN - left, True):
            write(root, part, left, y + SIZE, SIZE, INK, bold=True)
            y += LINE
        return y

    def _node(self, root: ET.Element, node: Node, top: float) -> float:
        left = self.dot + 2 * DOT
        self.place[node.id] = top + SIZE - 4
        look = LOOKS[node.kind]
        ET.SubElement(root, "circle", {
            "cx": short(self.dot), "cy": short(self.place[node.id]), "r": str(DOT),
            "fill": look.fill, "stroke": look.stroke, "stroke-width": "2",
        })  # fmt: skip
        y = top
        for line in wrapped(node.text, SIZE, WIDTH - MARGIN - left):
            write(root, line, left, y + SIZE, SIZE, INK)
            y += LINE
        for line in wrapped(node.note, NOTE_SIZE, WIDTH - MARGIN - left):
            write(root, line, left, y + NOTE_SIZE, NOTE_SIZE, INK)
            y += NOTE_LINE
        return y

    def _rail(self, rails: ET.Element, start: str) -> None:
        if not self.ends[start]:
            return
        colour = RAILS[self.lane[start] % len(RAILS)]
        x = self.dot - 2 * DOT - LANE * self.lane[start]
        edge = self.dot - DOT - 1
        begin, *_, end = sorted(self.place[name] for name in (start, *self.ends[start]))
        way = f"M{short(edge)} {short(begin)} H{short(x)} V{short(end)}"
        arrows = "".join(
            f" M{short(x)} {short(y)} H{short(edge)} M{short(edge - 5)} {short(y - 4)}"
            f" L{short(edge)} {short(y)} L{short(edge - 5)} {short(y + 4)}"
            for y in (self.place[name] for name in self.ends[start])
        )
        ET.SubElement(rails, "path", {"d": way + arrows, "stroke": colour})


def _lanes(order: list[str], ends: dict[str, list[str]]) -> dict[str, int]:
    """A lane for each node that leads on, so that no two rails of one lane meet; short ones in."""
    place = {name: number for number, name in enumerate(order)}
    spans = [(place[n], max(place[end] for end in ends[n]), n) for n in order if ends[n]]
    lane: dict[str, int] = {}
    for first, last, name in sorted(spans, key=lambda span: (span[1] - span[0], span[0])):
        taken = {lane[n] for a, b, n in spans if a <= last and first <= b and n in lane}
        lane[name] = next(number for number in count() if number not in taken)
    return lane
