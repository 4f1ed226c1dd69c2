"""Writes a picture as a Mermaid flowchart, for pages and slides that draw it themselves."""

import json
import re
from collections.abc import Iterator

from advisor.explanation.graph.picture import Kind, Node, Picture, printable

SHAPES: dict[Kind, tuple[str, str]] = {
    "answer": ("([", "])"),
    "finding": ("(", ")"),
    "rule": ("[", "]"),
    "step": ("[[", "]]"),
    "source": ("[/", "/]"),
    "topic": ("{{", "}}"),
}
STYLES = {
    "answer": "fill:#e8f1fb,stroke:#1d4f91,color:#1a1a1a",
    "finding": "fill:#fff4d6,stroke:#7a5200,color:#1a1a1a",
    "rule": "fill:#ffffff,stroke:#333333,color:#1a1a1a",
    "step": "fill:#dff2e1,stroke:#14532d,color:#1a1a1a,stroke-width:3px",
    "source": "fill:#f4eefb,stroke:#5b2a86,color:#1a1a1a,stroke-dasharray:5 3",
    "topic": "fill:#eeeeee,stroke:#333333,color:#1a1a1a",
    "dim": "fill:#ffffff,stroke:#8c8c8c,color:#595959,stroke-dasharray:2 3",
}
# Mermaid reads these inside a quoted label as markup, formulas, icons, settings, its own entities
# or the end. What it makes of each was seen in Mermaid 11.17.
_SPECIAL = '#"<>&`\\;$%:'
# Even as entities these mean something before the next character: the end of a line, a formula, an
# icon. A space of no width goes between.
_JOINED = re.compile("#92;(?=n)|#36;(?=#36;)|#58;(?=fa)")
# A title has no entities; it is shown as HTML escapes it, and tags are dropped.
_TITLE = str.maketrans("&<>", "＆‹›")


def mermaid(picture: Picture) -> str:
    """The picture as a Mermaid flowchart from left to right."""
    return "\n".join(_lines(picture)) + "\n"


def _lines(picture: Picture) -> Iterator[str]:
    # A title is YAML; JSON strings are YAML strings.
    title = printable(picture.title).translate(_TITLE)
    yield from ("---", f"title: {json.dumps(title, ensure_ascii=False)}", "---")
    yield "flowchart LR"
    # Own names, because a node called "end" would end the chart.
    name = {node.id: f"n{number}" for number, node in enumerate(picture.nodes)}
    for node in picture.nodes:
        before, after = SHAPES[node.kind]
        style: str = node.kind if node.lit else "dim"
        yield f'    {name[node.id]}{before}"{_label(node)}"{after}:::{style}'
    for edge in picture.edges:
        arrow = "-->" if edge.lit else "-.->"
        text = f'|"{escaped(edge.text)}"|' if printable(edge.text) else ""
        yield f"    {name[edge.start]} {arrow}{text} {name[edge.end]}"
    for name_, look in STYLES.items():
        yield f"    classDef {name_} {look}"


def _label(node: Node) -> str:
    text = escaped(node.text)
    return f"{text}<br/><small>{escaped(node.note)}</small>" if node.note else text


def escaped(text: str) -> str:
    """Text for a quoted label: one line, special characters as Mermaid's numeric entities.

    Never empty, which Mermaid refuses.
    """
    shown = "".join(f"#{ord(c)};" if c in _SPECIAL else c for c in printable(text))
    return _JOINED.sub("\\g<0>\u200b", shown) or " "
