"""How wide text is: an upper bound for the usual sans-serif fonts, so that no text leaves its box.

The advance widths, in parts of the font size, are those of DejaVu Sans and Verdana, the widest
fonts that a viewer is likely to take; a character not listed counts as the widest.
"""

from functools import cache

from advisor.explanation.graph.picture import printable

_WIDTHS = {
    0.30: "ijlIJ'",
    0.34: " .,:;/|·’\\",
    0.37: "f-",
    0.42: "()[]rt!",
    0.50: '–`"',
    0.56: "csz?*_“”",
    0.64: "abdeghknopquvxyELFTPSY$0123456789{}",
    0.70: "ABCKRVXZ",
    0.84: "DGHNOQUw+<>=~#&^→",
}
_WIDTH = {character: width for width, group in _WIDTHS.items() for character in group}
_BOLD = 1.25


def width(text: str, size: float, bold: bool = False) -> float:
    """The width of a line in pixels at a font size in pixels; never less than what is drawn."""
    ems = sum(_WIDTH.get(character, 1.0) for character in text)
    return ems * size * (_BOLD if bold else 1)


@cache
def wrapped(text: str, size: float, most: float, bold: bool = False) -> tuple[str, ...]:
    """The text in lines no wider than `most` pixels, broken at spaces, or inside a long word."""
    lines, line = [], ""
    for word in (
        part for piece in printable(text).split() for part in _parts(piece, size, most, bold)
    ):
        longer = f"{line} {word}" if line else word
        if line and width(longer, size, bold) > most:
            lines.append(line)
            longer = word
        line = longer
    return (*lines, line) if line else tuple(lines)


def _parts(word: str, size: float, most: float, bold: bool) -> list[str]:
    parts, part = [], ""
    for character in word:
        if part and width(part + character, size, bold) > most:
            parts.append(part)
            part = ""
        part += character
    return [*parts, part]
