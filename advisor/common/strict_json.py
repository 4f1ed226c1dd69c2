"""JSON from outside, read strictly: nothing in it can be read in two ways or not be written again.

Python's reader lets the last of several like keys win, takes NaN for a number and half a surrogate
pair for a character.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Literal

from advisor.common.language import encodable

Kind = Literal["not-utf8", "syntax", "number", "deep", "twice", "half"]
Numbers = Callable[[str], Any] | None


class JsonError(ValueError):
    """What is wrong: its kind, what a message needs of it, and keys that are written twice.

    Of `not-utf8` a message needs `byte` and `at`, of `syntax` `line` and `column` (all from 1).
    """

    def __init__(self, kind: Kind, names: Iterable[str] = (), **about: object) -> None:
        self.kind, self.names, self.about = kind, tuple(names), about
        super().__init__(kind)


def read_json(content: str | bytes, parse_int: Numbers = None, parse_float: Numbers = None) -> Any:
    """The data in a text, or in bytes of UTF-8; `parse_…` make a number of its text.

    Raises JsonError.
    """
    names: list[str] = []

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names.extend(twice(name for name, _ in pairs))
        return found

    try:
        text = content.decode() if isinstance(content, bytes) else content
        data = json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=mapping,
            parse_int=parse_int,
            parse_float=parse_float,
            parse_constant=_no_constant,
        )
        whole = "\\u" not in text or encodable(json.dumps(data, ensure_ascii=False))
    except UnicodeDecodeError as error:
        byte = f"0x{error.object[error.start]:02X}"
        raise JsonError("not-utf8", byte=byte, at=error.start + 1) from error
    except json.JSONDecodeError as error:
        raise JsonError("syntax", line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise JsonError("deep") from error
    except ValueError as error:
        raise JsonError("number") from error
    if names:
        raise JsonError("twice", names)
    if not whole:
        raise JsonError("half")
    return data


def twice(names: Iterable[str]) -> list[str]:
    """Those that come more than once, each in signs that can be written."""
    counted = Counter(names)
    return [
        name.encode(errors="backslashreplace").decode() for name in counted if counted[name] > 1
    ]


def _no_constant(name: str) -> None:
    raise ValueError(name)
