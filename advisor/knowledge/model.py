"""Pydantic models filled from a Document, every complaint turned into a Problem with its line."""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from advisor.common.errors import MAX_PROBLEMS, AdvisorError, Problem, did_you_mean
from advisor.common.language import said
from advisor.knowledge.yaml_reader import Document, Location


class Model(BaseModel):
    """Base of all knowledge models: immutable, no unknown key.

    Not pydantic-strict, because the reader leaves numbers as text; each field's own type and
    pattern is the check.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")


M = TypeVar("M", bound=BaseModel)


def fill(model: type[M], document: Document, data: Any, at: Location = ()) -> M:
    """Make a model from `data` found at `at` in `document`. Raises AdvisorError."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = [_problem(item, model, document, at) for item in error.errors()[:MAX_PROBLEMS]]
        raise AdvisorError(problems) from error


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
        case "literal_error":
            message = said(
                "model.choice", field=field, expected=item["ctx"]["expected"].replace("'", "")
            )
            return document.problem(location, message)
        case "string_pattern_mismatch":
            hint = said("hint.pattern", pattern=item["ctx"]["pattern"])
            return document.problem(location, said("model.pattern", field=field), hint)
        case _:
            return document.problem(location, said("model.wrong", field=field, reason=item["msg"]))


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
