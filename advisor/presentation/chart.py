"""Bar charts as SVG: readable in grey, with a title, a description and every value as text."""

from dataclasses import dataclass
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement, tostring

BAR, GAP, TOP = 16, 12, 40
FILLS = ("#1f4e79", "url(#hatch)", "#9dbbd8", "#ffffff")
"""Dark, hatched, light, white: the series differ without any colour."""


@dataclass(frozen=True, slots=True)
class Room:
    """Pixels: of the whole, for the labels left of the bars, for what is written right of them."""

    width: int = 900
    left: int = 350
    right: int = 170

    @property
    def letters(self) -> int:
        """How many letters of a label stand on one line."""
        return self.left // 8 + 1


@dataclass(frozen=True, slots=True)
class Row:
    """One bar, or one pair: a label, a value per series (not negative), and what to write."""

    label: str
    values: tuple[float, ...]
    shown: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: what it shows, its series' names, its rows; `stacked`, or one bar under another."""

    title: str
    note: str
    series: tuple[str, ...]
    rows: tuple[Row, ...]
    stacked: bool = True
    room: Room = Room()

    @property
    def row_height(self) -> int:
        """The height of one row in pixels."""
        return max(2 * BAR + 2, BAR * (1 if self.stacked else len(self.series))) + GAP

    @property
    def height(self) -> int:
        """The height of the whole in pixels."""
        return TOP + 24 + self.row_height * len(self.rows) + 16


def svg_text(charts: list[Chart]) -> str:
    """A whole SVG document with the charts one below the other."""
    width = max(chart.room.width for chart in charts)
    height = sum(chart.height for chart in charts)
    root = Element("svg", _frame(width, height))
    root.set("xmlns", "http://www.w3.org/2000/svg")
    SubElement(root, "rect", width=str(width), height=str(height), fill="#ffffff")
    _hatch(root)
    top = 0
    for chart in charts:
        group = SubElement(root, "g", transform=f"translate(0 {top})", role="img")
        _draw(group, chart)
        top += chart.height
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def svg_element(chart: Chart) -> str:
    """One chart as an element to stand in a page of HTML."""
    root = Element("svg", {**_frame(chart.room.width, chart.height), "role": "img"})
    _hatch(root)
    _draw(root, chart)
    return tostring(root, encoding="unicode", method="html")


def _frame(width: int, height: int) -> dict[str, str]:
    font = "font-family:system-ui,'DejaVu Sans',Arial,sans-serif;font-size:13px"
    return {"viewBox": f"0 0 {width} {height}", "width": str(width), "style": font}


def _hatch(parent: Element) -> None:
    defs = SubElement(parent, "defs")
    tile = {"id": "hatch", "width": "6", "height": "6", "patternUnits": "userSpaceOnUse"}
    pattern = SubElement(defs, "pattern", tile)
    SubElement(pattern, "rect", width="6", height="6", fill="#e8e8e8")
    SubElement(pattern, "path", d="M0 6 L6 0", stroke="#555555")


def _draw(parent: Element, chart: Chart) -> None:
    SubElement(parent, "title").text = chart.title
    lines = (f"{row.label}: {row.shown}" for row in chart.rows)
    SubElement(parent, "desc").text = "; ".join((chart.note, *lines))
    _text(parent, 10, 22, chart.title, weight="bold", size="16px")
    _legend(parent, chart)
    most = max((_reach(chart, row) for row in chart.rows), default=0) or 1
    room = chart.room
    scale = (room.width - room.left - room.right) / most
    for place, row in enumerate(chart.rows):
        _row(parent, chart, row, TOP + 24 + place * chart.row_height, scale)
    bottom = chart.height - 16 - GAP / 2
    SubElement(parent, "path", d=f"M{room.left} {TOP + 16} V{bottom}", stroke="#333333")


def _legend(parent: Element, chart: Chart) -> None:
    left = 10
    for name, fill in zip(chart.series, FILLS, strict=False):
        box = {"x": str(left), "y": str(TOP - 6), "width": "12", "height": "12"}
        SubElement(parent, "rect", {**box, "fill": fill, "stroke": "#333333"})
        _text(parent, left + 18, TOP + 5, name)
        left += 40 + 8 * len(name)
    _text(parent, left, TOP + 5, chart.note, colour="#444444")


def _row(parent: Element, chart: Chart, row: Row, top: float, scale: float) -> None:
    lines = wrap(row.label, chart.room.letters, max_lines=2, placeholder=" …")
    first = top + (BAR + 2 if len(lines) == 1 else 11)
    for place, line in enumerate(lines):
        _text(parent, chart.room.left - 10, first + 15 * place, line, anchor="end")
    bars = BAR * (1 if chart.stacked else len(row.values))
    left, at = float(chart.room.left), top + (2 * BAR + 2 - bars) / 2
    for value, fill in zip(row.values, FILLS, strict=False):
        box = {"x": f"{left:.1f}", "y": f"{at:.1f}", "width": f"{value * scale:.1f}"}
        if value:
            style = {
                "height": str(BAR - 1),
                "fill": fill,
                "stroke": "#333333",
                "stroke-width": "0.5",
            }
            SubElement(parent, "rect", {**box, **style})
        left, at = (left + value * scale, at) if chart.stacked else (left, at + BAR)
    end = chart.room.left + _reach(chart, row) * scale + 8
    _text(parent, end, top + BAR + 6, row.shown)


def _reach(chart: Chart, row: Row) -> float:
    return sum(row.values) if chart.stacked else max(row.values, default=0)


def _text(
    parent: Element,
    left: float,
    base: float,
    text: str,
    *,
    anchor: str = "start",
    weight: str = "normal",
    size: str = "13px",
    colour: str = "#111111",
) -> None:
    look = {"text-anchor": anchor, "font-weight": weight, "font-size": size, "fill": colour}
    SubElement(parent, "text", {"x": f"{left:.1f}", "y": f"{base:.1f}", **look}).text = text
