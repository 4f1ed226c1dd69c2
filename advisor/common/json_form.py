"""The JSON form of a dataclass: an object of its fields, in the order of their declaration."""

from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any

SIMPLE = frozenset({str, int, bool, NoneType})


class JsonForm:
    """A dataclass whose JSON form is an object of its fields.

    A field that is called otherwise there has that name as `alias` in its metadata.
    """

    __slots__ = ()

    def as_json(self) -> dict[str, Any]:
        """The JSON form."""
        own: Any = type(self)
        return {name: plain(getattr(self, at)) for at, name in json_names(own).items()}


@cache
def json_names(kind: Any) -> dict[str, str]:
    """What each field of a dataclass is called in JSON."""
    return {field.name: field.metadata.get("alias", field.name) for field in fields(kind)}


def json_object(**values: Any) -> dict[str, Any]:
    """An object of these values, each in its JSON form."""
    return {name: plain(value) for name, value in values.items()}


def plain(value: Any) -> Any:
    """JSON data of a value: of what has a JSON form that form, of a sequence a list."""
    if type(value) in SIMPLE:
        return value
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if hasattr(value, "as_json"):
        return value.as_json()
    if isinstance(value, Mapping):
        return json_object(**value)
    return value.value if isinstance(value, Enum) else value
