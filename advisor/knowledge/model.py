"""Pydantic models filled from a Document, every complaint turned into a Problem with its line."""

import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from advisor.common.errors import MAX_PROBLEMS, AdvisorError, Problem, did_you_mean
from advisor.common.language import said
from advisor.knowledge.yaml_reader import Data, Document, Location

_NOT_SHOWN = {"Cc", "Cs", "Zl", "Zp"}
_TURNING = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
"""Marks that turn the direction of writing: what is read is then not what was written."""
_SIMPLE = {
    "string_type": "text",
    "string_too_short": "empty",
    "tuple_type": "list",
    "dict_type": "mapping",
    "model_type": "mapping",
    "too_short": "too-few",
    "value_error": "placeholder",
    **dict.fromkeys(("int_type", "int_parsing", "int_parsing_size", "int_from_float"), "number"),
}
"""The message for each of pydantic's complaints that needs no more than the field's name."""


class Model(BaseModel):
    """Base of all knowledge models: immutable, no unknown key.

    Not pydantic-strict, because the reader leaves numbers as text; each field's own type and
    pattern is the check.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")


M = TypeVar("M", bound=BaseModel)


def fill(model: type[M], document: Document, data: Any, at: Location = ()) -> M:
    """Make a model from `data` found at `at` in `document`. Raises AdvisorError."""
    if problems := list(islice(_unreadable(data, document, at), MAX_PROBLEMS)):
        raise AdvisorError(problems)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = [_problem(item, model, document, at) for item in error.errors()[:MAX_PROBLEMS]]
        raise AdvisorError(problems) from error


def _unreadable(data: Data, document: Document, at: Location) -> Iterator[Problem]:
    """A problem for each text that is empty, blank, or not one line of characters one can see."""
    match data:
        case dict():
            for key, value in data.items():
                yield from _unreadable(value, document, (*at, key))
        case list():
            for index, value in enumerate(data):
                yield from _unreadable(value, document, (*at, index))
        case str():
            if wrong := _flaw(data):
                field = ".".join(str(part) for part in at)
                yield document.problem(at, said(f"model.{wrong}", field=field))


def _flaw(text: str) -> str | None:
    kinds = {unicodedata.category(character) for character in text}
    if kinds & _NOT_SHOWN or not _TURNING.isdisjoint(text):
        return "unseen"
    return "empty" if kinds <= {"Zs", "Cf"} else None


def _problem(item: Any, model: type[BaseModel], document: Document, at: Location) -> Problem:
    location = (*at, *item["loc"])
    field = ".".join(str(part) for part in item["loc"]) or model.__name__.lower()
    match item["type"]:
        case "missing":
            return document.problem(location[:-1], said("model.missing", field=field))
        case "extra_forbidden":
            known = _fields_at(model, item["loc"][:-1])
            hint = did_you_mean(str(item["loc"][-1]), known)
            return document.problem(location, said("model.extra", field=field), hint)
        case "literal_error" | "enum":
            expected = item["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
            return document.problem(location, said("model.choice", field=field, expected=expected))
        case "string_pattern_mismatch":
            hint = said("hint.pattern", pattern=item["ctx"]["pattern"])
            return document.problem(location, said("model.pattern", field=field), hint)
        case "greater_than_equal":
            message = said("model.too-small", field=field, least=item["ctx"]["ge"])
            return document.problem(location, message)
        case "less_than_equal":
            message = said("model.too-large", field=field, most=item["ctx"]["le"])
            return document.problem(location, message)
        case kind:
            key = f"model.{_SIMPLE.get(kind, 'wrong')}"
            return document.problem(location, said(key, field=field))


def _fields_at(model: type[BaseModel], loc: tuple[Any, ...]) -> set[str]:
    """The field names of the model that stands at `loc` inside `model`."""
    for part in loc:
        annotation = model.model_fields[part].annotation if part in model.model_fields else None
        inner = [a for a in (annotation, *getattr(annotation, "__args__", ())) if _is_model(a)]
        if inner:
            model = inner[0]
    return set(model.model_fields)


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
