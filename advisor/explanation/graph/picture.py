"""A picture before it is drawn: nodes in layers and the edges between them."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["answer", "finding", "rule", "step", "source", "topic"]
KINDS: tuple[Kind, ...] = ("topic", "answer", "finding", "rule", "step", "source")


@dataclass(frozen=True, slots=True)
class Node:
    """One box. `text` is what it says, `note` a smaller second text below it.

    `layer` is its column, from left to right; when all nodes of a picture have the same layer, the
    columns follow from the edges. A node that is not `lit` is drawn in the background.
    """

    id: str
    kind: Kind
    text: str
    note: str = ""
    layer: int = 0
    lit: bool = True


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow from one node to another, in another layer; `text` stands at its head."""

    start: str
    end: str
    text: str = ""
    lit: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """Nodes, edges and a title, all in the words of one language; `columns` may name the layers."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    columns: tuple[str, ...] = ()


def printable(text: str) -> str:
    """One line of what can be seen: neither SVG nor Mermaid can hold control characters."""
    seen = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    return " ".join(seen.split())
