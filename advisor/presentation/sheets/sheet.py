"""A sheet before any format: lines of text, tables, and places to sign."""

from dataclasses import dataclass
from typing import Literal

from advisor.common.language import Language
from advisor.presentation.sheets.office import Office


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within the sheet."""

    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a small one is a remark."""

    text: str
    small: bool = False
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels, each with what it says."""

    rows: tuple[tuple[str, str], ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `widths` are the columns' shares of the page."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Signatures:
    """What is signed, and on the same page places to sign, beside each other: lines above, then
    room to sign, then lines below.
    """

    lead: str
    places: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    kind: Literal["signatures"] = "signatures"


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of an address, with what it is for."""

    address: str
    about: str
    kind: Literal["code"] = "code"


Block = Heading | Paragraph | Facts | Table | Signatures | Code


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: the lines of its title, its blocks, and what stands at the foot of each page."""

    language: Language
    title: tuple[str, ...]
    blocks: tuple[Block, ...]
    office: Office
    foot: str
    wide: bool = False
