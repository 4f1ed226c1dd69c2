"""What an explanation says, before any layout: a title, paragraphs, and trees of sentences."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outline:
    """A sentence and what stands below it."""

    text: str
    items: "tuple[Outline, ...]" = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells below their headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """A whole explanation: read from top to bottom."""

    title: str
    lead: tuple[str, ...] = ()
    parts: tuple[Outline | Table, ...] = ()
