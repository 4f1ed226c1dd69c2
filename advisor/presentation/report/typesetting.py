"""Typst: from a template and texts to a PDF that says all it can show."""

import datetime
import json
import re
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Any

import typst

# Fixed, so that the same texts give the same bytes.
TIMESTAMP = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
UNSHOWN = "□"
"""Stands where a text has a sign that no font of the document shows."""
NAMED = re.compile(r'the text (?:contains the disallowed codepoint )?`"(.+?)"`')
ESCAPED = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")
CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}


def typeset(template: bytes, data: Any) -> bytes:
    """A tagged (PDF/UA-1) document; every text of `data` goes in as data, none as markup.

    PDF/UA-1 takes no text that its fonts cannot show; only setting it tells which text that is.
    """
    fonts = typst.Fonts(include_system_fonts=False)
    while True:
        try:
            return _set(template, fonts, data)
        except typst.TypstError as error:
            unshown = _unshown(str(error.diagnostic))
            if not unshown:
                raise
            data = _each(data, partial(unshown.sub, UNSHOWN))


def _set(template: bytes, fonts: typst.Fonts, data: Any) -> bytes:
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    compiler = typst.Compiler(template, font_paths=fonts, sys_inputs=inputs)
    pdf = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=TIMESTAMP)
    assert isinstance(pdf, bytes)
    return pdf


def _unshown(diagnostic: str) -> re.Pattern[str] | None:
    """What finds the texts that typst says it cannot show.

    It also names the letter to which a mark that it cannot show belongs: without the mark, most
    likely, it can. Hence, while there are marks among them, only these.
    """
    named = {ESCAPED.sub(_sign, text) for text in NAMED.findall(diagnostic)}
    found = {text for text in named if all(map(_joins, text))} or named
    longest_first = sorted(map(re.escape, found), key=lambda text: (-len(text), text))
    return re.compile("|".join(longest_first)) if found else None


def _joins(sign: str) -> bool:
    """Whether a sign is set together with the one before it."""
    return unicodedata.category(sign) in ("Mn", "Mc", "Me", "Sk", "Cf")


def _sign(escaped: re.Match[str]) -> str:
    """The sign that typst wrote with a backslash."""
    code, sign = escaped.groups()
    return chr(int(code, 16)) if code else CONTROLS.get(sign, sign)


def _each(data: Any, change: Callable[[str], str]) -> Any:
    """The same data with every text in it changed."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {key: _each(value, change) for key, value in data.items()}
    return [_each(item, change) for item in data] if isinstance(data, list | tuple) else data
