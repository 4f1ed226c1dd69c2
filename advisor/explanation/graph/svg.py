"""Draws a picture as SVG: text that stays text, shapes that say the kind without colour."""

from pathlib import Path
from typing import Literal, NamedTuple, get_args
from xml.etree import ElementTree as ET

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import Language, said
from advisor.common.messages import word
from advisor.explanation.graph.layout import (
    LINE,
    NOTE_LINE,
    NOTE_SIZE,
    PADDING,
    SIZE,
    WIDTH,
    Box,
    Route,
    layout,
)
from advisor.explanation.graph.measure import width, wrapped
from advisor.explanation.graph.picture import KINDS, Kind, Picture, printable

Form = Literal["svg", "mermaid"]
FORMS: tuple[Form, ...] = get_args(Form)
_ENDINGS: dict[str, Form] = {".svg": "svg", ".mmd": "mermaid", ".mermaid": "mermaid"}


def form_of(path: Path | None, chosen: Form | None) -> Form | None:
    """The form that was chosen, else the one that the file's ending says; None when neither does.

    Raises AdvisorError for an ending that is unknown or says another form than the one chosen.
    """
    if path is None or not path.suffix:
        return chosen
    form = _ENDINGS.get(path.suffix.lower())
    if form is None:
        message = said("graph.ending", ending=path.suffix, known=tuple(_ENDINGS))
        raise AdvisorError([Problem(str(path), None, message)])
    if chosen not in (None, form):
        message = said("graph.other-form", ending=path.suffix, form=form, chosen=chosen)
        raise AdvisorError([Problem(str(path), None, message)])
    return form


MARGIN, HEADING, LEGEND, KEY = 28, 20, 46, 34
FONT = "DejaVu Sans, Verdana, Arial, sans-serif"
INK, BACKGROUND_INK, LINE_LIT, LINE_DIM = "#1a1a1a", "#595959", "#333333", "#b0b0b0"


class Look(NamedTuple):
    """How a kind of node is drawn: fill, outline, its width and dashes, and corner radius."""

    fill: str
    stroke: str
    stroke_width: float
    dash: str
    radius: float


LOOKS: dict[Kind, Look] = {
    "answer": Look("#e8f1fb", "#1d4f91", 1.5, "", 18),
    "finding": Look("#fff4d6", "#7a5200", 1.5, "", 6),
    "rule": Look("#ffffff", "#333333", 1.2, "", 0),
    "step": Look("#dff2e1", "#14532d", 3, "", 4),
    "source": Look("#f4eefb", "#5b2a86", 1.2, "5 3", 0),
    "topic": Look("#eeeeee", "#333333", 2, "", 10),
}


def svg(picture: Picture, language: Language) -> str:
    """The picture as one SVG document; the same picture gives the same text."""
    return _Drawing(picture, language).text()


class _Drawing:
    def __init__(self, picture: Picture, language: Language) -> None:
        self.picture, self.language = picture, language
        self.plan = layout(picture)
        self.kinds = [kind for kind in KINDS if any(n.kind == kind for n in picture.nodes)]
        self.dim = not all(node.lit for node in picture.nodes)
        self.legend = self._legend_labels()
        needed = sum(KEY + 8 + width(label, NOTE_SIZE) + 18 for _, label, _ in self.legend)
        self.width = max(self.plan.width, needed, 420) + 2 * MARGIN
        self.title = wrapped(picture.title, HEADING, self.width - 2 * MARGIN, True)
        self.heads = [wrapped(head, SIZE, WIDTH, True) for head in picture.columns]
        head = max(map(len, self.heads), default=0) * LINE
        legend = LEGEND if self.legend else MARGIN
        self.top = MARGIN + len(self.title) * (HEADING + 6) + legend + head
        self.height = self.top + self.plan.height + MARGIN

    def text(self) -> str:
        size = {"width": short(self.width), "height": short(self.height)}
        box = f"0 0 {short(self.width)} {short(self.height)}"
        root = ET.Element("svg", {
            "xmlns": "http://www.w3.org/2000/svg", **size, "viewBox": box, "role": "img",
            "aria-labelledby": "title desc", "lang": self.language, "font-family": FONT,
        })  # fmt: skip
        ET.SubElement(root, "title", {"id": "title"}).text = printable(self.picture.title)
        ET.SubElement(root, "desc", {"id": "desc"}).text = printable(self._description())
        ET.SubElement(root, "rect", {**size, "fill": "#ffffff"})
        self._arrow_heads(root)
        for number, line in enumerate(self.title):
            y = MARGIN + HEADING - 4 + number * (HEADING + 6)
            write(root, line, MARGIN, y, HEADING, INK, bold=True)
        self._legend(root)
        self._heads(root)
        drawing = ET.SubElement(root, "g", {"transform": f"translate({MARGIN} {short(self.top)})"})
        # What is in the background must not cover what is not.
        for route in sorted(self.plan.routes, key=lambda route: route.edge.lit):
            _route(drawing, route)
        for box_ in self.plan.boxes:
            self._box(drawing, box_)
        for route in self.plan.routes:
            _label(drawing, route)
        ET.indent(root)
        return ET.tostring(root, encoding="unicode") + "\n"

    def _description(self) -> str:
        text = {node.id: node.text for node in self.picture.nodes}
        arrows = "; ".join(f"{text[e.start]} → {text[e.end]}" for e in self.picture.edges if e.lit)
        counts = {"nodes": len(self.picture.nodes), "edges": len(self.picture.edges)}
        return word("graph.description", self.language, **counts, arrows=arrows or "-")

    def _arrow_heads(self, root: ET.Element) -> None:
        definitions = ET.SubElement(root, "defs")
        for name, colour in (("lit", LINE_LIT), ("dim", LINE_DIM)):
            marker = ET.SubElement(definitions, "marker", {
                "id": f"head-{name}", "viewBox": "0 0 10 10", "refX": "9", "refY": "5",
                "markerWidth": "9", "markerHeight": "9", "orient": "auto",
                "markerUnits": "userSpaceOnUse",
            })  # fmt: skip
            ET.SubElement(marker, "path", {"d": "M0 1 L10 5 L0 9 z", "fill": colour})

    def _legend_labels(self) -> list[tuple[Kind, str, bool]]:
        labels = [(kind, word(f"graph.kind-{kind}", self.language), True) for kind in self.kinds]
        if self.dim:
            labels.append(("rule", word("graph.dim", self.language), False))
        return labels if len(labels) > 1 else []

    def _legend(self, root: ET.Element) -> None:
        x, y = float(MARGIN), MARGIN + len(self.title) * (HEADING + 6) + 8.0
        for kind, label, lit in self.legend:
            ET.SubElement(root, "rect", _outline(kind, lit, x, y, KEY, 16))
            write(root, label, x + KEY + 8, y + 12, NOTE_SIZE, INK)
            x += KEY + 8 + width(label, NOTE_SIZE) + 18

    def _heads(self, root: ET.Element) -> None:
        left = {box.node.layer: box.left for box in self.plan.boxes}
        for layer, lines in enumerate(self.heads):
            for number, line in enumerate(lines):
                y = self.top - 12 - (len(lines) - 1 - number) * LINE
                write(root, line, MARGIN + left[layer], y, SIZE, INK, bold=True)

    def _box(self, parent: ET.Element, box: Box) -> None:
        node = box.node
        group = ET.SubElement(parent, "g", {"class": "node"})
        label = word(f"graph.kind-{node.kind}", self.language)
        ET.SubElement(group, "title").text = printable(f"{label}: {node.text}")
        outline = _outline(node.kind, node.lit, box.left, box.top, WIDTH, box.height)
        ET.SubElement(group, "rect", outline)
        ink = INK if node.lit else BACKGROUND_INK
        used = len(box.lines) * LINE + len(box.notes) * NOTE_LINE
        y = box.top + (box.height - used) / 2 + SIZE
        for line in box.lines:
            write(group, line, box.left + PADDING, y, SIZE, ink)
            y += LINE
        for line in box.notes:
            write(group, line, box.left + PADDING, y - 1, NOTE_SIZE, ink)
            y += NOTE_LINE


def _outline(
    kind: Kind, lit: bool, left: float, top: float, wide: float, high: float
) -> dict[str, str]:
    look = LOOKS[kind] if lit else Look("#ffffff", "#8c8c8c", 1, "2 3", LOOKS[kind].radius)
    dash = {"stroke-dasharray": look.dash} if look.dash else {}
    return {
        "x": short(left), "y": short(top), "width": short(wide), "height": short(high),
        "rx": short(min(look.radius, high / 2)), "fill": look.fill, "stroke": look.stroke,
        "stroke-width": short(look.stroke_width), **dash,
    }  # fmt: skip


def _route(parent: ET.Element, route: Route) -> None:
    first, *rest = route.points
    way = [f"M{short(first[0])} {short(first[1])}"]
    before, curved = first, True
    for point in rest:
        if curved:
            middle = short((before[0] + point[0]) / 2)
            end = f"{short(point[0])} {short(point[1])}"
            way.append(f"C{middle} {short(before[1])} {middle} {short(point[1])} {end}")
        else:
            way.append(f"L{short(point[0])} {short(point[1])}")
        before, curved = point, not curved
    lit = route.edge.lit
    dash = {} if lit else {"stroke-dasharray": "3 3"}
    ET.SubElement(parent, "path", {
        "d": " ".join(way), "fill": "none", "stroke": LINE_LIT if lit else LINE_DIM,
        "stroke-width": "1.4" if lit else "1", **dash,
        "marker-end": f"url(#head-{'lit' if lit else 'dim'})",
    })  # fmt: skip


def _label(parent: ET.Element, route: Route) -> None:
    if route.edge.text:
        (before, _), (x, y) = route.points[-2:]
        side = -12 if before < x else 12
        ink = INK if route.edge.lit else BACKGROUND_INK
        text = write(parent, route.edge.text, x + side, y - 4, NOTE_SIZE, ink)
        halo = {"paint-order": "stroke", "stroke": "#ffffff", "stroke-width": "3"}
        text.attrib.update({"text-anchor": "end" if side < 0 else "start", **halo})


def write(
    parent: ET.Element, line: str, x: float, y: float, size: float, ink: str, bold: bool = False
) -> ET.Element:
    """Write one line; `x` and `y` are where its baseline begins."""
    weight = {"font-weight": "bold"} if bold else {}
    place = {"x": short(x), "y": short(y), "font-size": short(size), "fill": ink, **weight}
    text = ET.SubElement(parent, "text", place)
    text.text = printable(line)
    return text


def short(number: float) -> str:
    """A coordinate to a tenth of a pixel, without a trailing zero."""
    return f"{number:.1f}".removesuffix(".0")
