"""One line of JSON Lines: its cells by column, and everything that is wrong with it."""

import json
from collections.abc import Container, Sequence
from typing import Any, NamedTuple

from advisor.common.language import Said, said, shortened
from advisor.common.strict_json import JsonError, read_json, twice
from advisor.knowledge.vocabulary import written
from advisor.tables.batch.header import SPELT, key_of, shown_as
from advisor.tables.batch.slices import MAX_ROW_BYTES

Line = dict[str, str]
_WRONG = {
    "not-utf8": "batch.not-utf8", "number": "batch.no-number", "half": "batch.half-character",
}  # fmt: skip
_ABOUT = {key: shown_as(about) for key, about in SPELT.items()}


class Fault(NamedTuple):
    """What is wrong with a value; column and value are empty where the whole line is at fault."""

    column: str
    reason: Said
    value: str = ""


def cells_of(line: bytes, columns: Container[str]) -> tuple[Line, list[Fault]]:
    """The cells of a line that can be read, and what is wrong with it."""
    try:
        flat = _flat(_object(line))
    except _FaultError as error:
        return {}, [error.fault]
    cells: Line = {}
    faults: list[Fault] = []
    for key, value in flat.items():
        column = key if key in columns else _ABOUT.get(key_of(key), "")
        text = value if type(value) is str else cell(value)
        if column and text is not None and column not in cells:
            cells[column] = text
        else:
            told = json.dumps(value, ensure_ascii=False)
            faults.append(Fault(key, _refusal(key, column, cells), told))
    return cells, faults


def _refusal(key: str, column: str, cells: Line) -> Said:
    if not column:
        return said("batch.key", name=shortened(key))
    if column in cells:
        return said("batch.twice-key", name=column)
    return said("batch.not-one-value")


def cell(value: object) -> str | None:
    """A value as a cell's text; None if it is not one value."""
    match value:
        case None:
            return ""
        case bool():
            return written(value)
        case float() if value.is_integer():
            return str(int(value))
        case str() | int() | float():
            return str(value)
        case _:
            return None


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_ROW_BYTES:
        raise _FaultError("", "batch.row-too-long", most=MAX_ROW_BYTES)
    try:
        data = read_json(line)
    except JsonError as error:
        _refuse(error.names)
        about = error.about if error.kind in _WRONG else {}
        raise _FaultError("", _WRONG.get(error.kind, "batch.not-json"), **about) from error
    if not isinstance(data, dict):
        raise _FaultError("", "batch.not-json")
    return data


def _flat(data: dict[str, Any]) -> dict[str, Any]:
    """A facts file's form made flat."""
    if "answers" not in data:
        return data
    head, answers = data.get("pd", {}), data["answers"]
    if not isinstance(answers, dict):
        raise _FaultError("answers", "batch.not-one-value")
    rest = {key: value for key, value in data.items() if key not in ("pd", "answers")}
    named = head if isinstance(head, dict) else {"name": head}
    _refuse(twice([*rest, *named, *answers]))
    return {**rest, **named, **answers}


class _FaultError(Exception):
    """The line cannot be read at all."""

    def __init__(self, column: str, key: str, **parameters: object) -> None:
        self.fault = Fault(column, said(key, **parameters))
        super().__init__(key)


def _refuse(names: Sequence[str]) -> None:
    """Raises _FaultError when there are keys that are written twice; the first is told."""
    for name in names:
        raise _FaultError(name, "batch.twice-key", name=shortened(name))
