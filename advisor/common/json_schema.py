"""JSON Schemas (draft 2020-12), made of the types of the fields that are emitted."""

from collections.abc import Mapping
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from advisor.common.json_form import JsonForm, json_names
from advisor.common.text import Text

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
PLAIN = {bool: "boolean", int: "integer", str: "string", NoneType: "null"}


def obj(**properties: Schema) -> Schema:
    """An object that has all of these."""
    return {"type": "object", "required": list(properties), "properties": properties}


def many(items: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": items}


def schema_of(kind: Any, known: Mapping[Any, Schema]) -> Schema:
    """The schema of the JSON form that values of this type have; of a `known` type the one given.

    The items of a tuple are of one type.
    Raises KeyError for a type that has no JSON form by its fields alone.
    """
    if kind in known:
        return known[kind]
    if isinstance(kind, type) and issubclass(kind, JsonForm | BaseModel):
        types: dict[str, Any] = get_type_hints(kind, include_extras=True)
        names = _names(kind)
        return obj(**{name: schema_of(types[field], known) for field, name in names.items()})
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"enum": [*arguments]} if len(arguments) > 1 else {"const": arguments[0]}
    if origin is Annotated:
        return schema_of(arguments[0], known)
    inner = [schema_of(argument, known) for argument in arguments if argument is not ...]
    if origin is tuple:
        return many(inner[0])
    if origin in (Union, UnionType):
        alike = all(schema.keys() == {"type"} for schema in inner)
        return {"type": [schema["type"] for schema in inner]} if alike else {"anyOf": inner}
    if origin in (dict, Mapping):
        names, values = inner
        named_so = {} if names == TEXT else {"propertyNames": names}
        return {"type": "object", **named_so, "additionalProperties": values}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [item.value for item in kind]}
    return {"type": PLAIN[kind]}


def _names(kind: Any) -> dict[str, str]:
    """What each field is called in JSON."""
    return json_names(kind) if issubclass(kind, JsonForm) else {f: f for f in kind.model_fields}


BILINGUAL = schema_of(Text, {})
