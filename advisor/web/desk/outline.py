"""Indented lines of text as a nested list, for a page."""

from collections.abc import Iterable
from dataclasses import dataclass, field

STEP = 2


@dataclass
class Line:
    """A line and the lines that stand below it, one step further in."""

    text: str
    below: list["Line"] = field(default_factory=list)


def outline(lines: Iterable[str]) -> list[Line]:
    """The lines that are not indented, each with what belongs to it; empty lines are left out."""
    top: list[Line] = []
    path: list[tuple[int, list[Line]]] = [(-1, top)]
    for line in lines:
        text = line.lstrip(" ")
        if not text:
            continue
        depth = len(line) - len(text)
        while path[-1][0] >= depth:
            path.pop()
        made = Line(text.removeprefix("- "))
        path[-1][1].append(made)
        path.append((depth, made.below))
    return top
