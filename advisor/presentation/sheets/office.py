"""What an installation sets for its papers: letterhead, logo, and the address of its pages."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from xml.etree import ElementTree

from advisor.common import os_errors
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import Said, said
from advisor.presentation.sheets.png import is_png

ADDRESS, LETTERHEAD, LOGO = (f"IPP_ADVISOR_{name}" for name in ("ADDRESS", "LETTERHEAD", "LOGO"))
MOST_BYTES = 1_000_000
MOST_LINES = 8
LONGEST_LINE = 120
Found = TypeVar("Found")


@dataclass(frozen=True)
class Office:
    """`letterhead` is lines of text; `logo` the content of an SVG or PNG file; `address` is that of
    the installation, `https://…` without a slash at its end. Each may be empty.
    """

    letterhead: tuple[str, ...] = ()
    logo: bytes = b""
    address: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Office":
        """From IPP_ADVISOR_LETTERHEAD and _LOGO, which name files, and _ADDRESS.

        Raises AdvisorError with all that is wrong.
        """
        problems: list[Problem] = []

        def read(name: str, reading: Callable[[str], Found], otherwise: Found) -> Found:
            given = environment.get(name, "").strip()
            try:
                return reading(given) if given else otherwise
            except _UnfitError as error:
                problems.append(Problem(f"{name}={given}", None, error.message, error.hint))
                return otherwise

        nothing: tuple[str, ...] = ()
        letterhead = read(LETTERHEAD, _letterhead, nothing)
        found = cls(letterhead, read(LOGO, _logo, b""), read(ADDRESS, _address, ""))
        if problems:
            raise AdvisorError(problems)
        return found

    @property
    def host(self) -> str:
        """The address as people write it, without `https://`."""
        return self.address.partition("://")[2]


class _UnfitError(Exception):
    def __init__(self, message: Said, hint: Said | None = None) -> None:
        self.message, self.hint = message, hint


def _letterhead(name: str) -> tuple[str, ...]:
    try:
        text = _content(name).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _UnfitError(said("sheets.letterhead-text")) from error
    lines = tuple(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)
    fits = 0 < len(lines) <= MOST_LINES and max(map(len, lines)) <= LONGEST_LINE
    if not (fits and all(line.isprintable() for line in lines)):
        limits = {"lines": MOST_LINES, "signs": LONGEST_LINE}
        raise _UnfitError(said("sheets.letterhead-size", **limits))
    return lines


def _logo(name: str) -> bytes:
    content = _content(name)
    if not (is_png(content) or _is_svg(content)):
        raise _UnfitError(said("sheets.logo-kind"))
    try:
        from advisor.presentation.sheets.pictures import can_draw
    except ModuleNotFoundError:
        return content  # Without what draws it no sheet is made either.
    if not can_draw(content):
        raise _UnfitError(said("sheets.logo-undrawn"))
    return content


def _is_svg(content: bytes) -> bool:
    if b"<!ENTITY" in content:
        return False
    try:
        return ElementTree.fromstring(content).tag == "{http://www.w3.org/2000/svg}svg"
    except ElementTree.ParseError:
        return False


def _content(name: str) -> bytes:
    path = Path(name)
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = os_errors.reason(error) if isinstance(error, OSError) else str(error)
        raise _UnfitError(
            said("sheets.unreadable", reason=reason), said("sheets.unreadable-do")
        ) from error
    if len(content) > MOST_BYTES:
        raise _UnfitError(said("sheets.too-large", most=MOST_BYTES))
    return content


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_fits = urlsplit(""), False
    plain = text.isascii() and text.isprintable() and " " not in text
    whole = parts.scheme in ("http", "https") and bool(parts.hostname) and port_fits
    more = parts.username or parts.query or parts.fragment or parts.path.strip("/")
    if not (plain and whole) or more:
        raise _UnfitError(said("sheets.address"))
    return f"{parts.scheme}://{parts.netloc}"
