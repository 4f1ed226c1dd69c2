"""JSON Schemas of the knowledge files, for editors, made from the models that read them.

The reader keeps every scalar as the text that was written, while an editor's YAML sees `yes` as a
boolean and `1` as a number: the schemas accept both.
"""

from typing import Any

from pydantic import BaseModel

from advisor.advice.schema import DRAFT
from advisor.knowledge.declarations import Coverage, Questions, Sources, Steps
from advisor.knowledge.rule import Rule
from advisor.knowledge.vocabulary import Vocabulary
from advisor.teaching.lesson import Lessons
from advisor.verification.cases.model import Cases

FILES: dict[str, type[BaseModel]] = {
    "rule": Rule,
    "vocabulary": Vocabulary,
    "questions": Questions,
    "steps": Steps,
    "sources": Sources,
    "article": Coverage,
    "cases": Cases,
    "lessons": Lessons,
}
"""The kinds of knowledge file and the model of each."""


def editor_schema(name: str) -> dict[str, Any]:
    """The schema of one kind of knowledge file."""
    schema: dict[str, Any] = _loosened(FILES[name].model_json_schema())
    return {"$schema": DRAFT, **schema, "title": f"IPP Advisor {name} file"}


def _loosened(node: Any) -> Any:
    if isinstance(node, list):
        return [_loosened(item) for item in node]
    if not isinstance(node, dict):
        return node
    loose = {key: _loosened(value) for key, value in node.items()}
    match node.get("type"):
        case "string" if "enum" in node:
            loose.pop("type")
            loose["enum"] = [*node["enum"], *_booleans(node["enum"])]
        case "string":
            loose["type"] = ["string", "number", "boolean"]
        case "integer":
            loose["type"] = ["integer", "string"]
    return loose


def _booleans(choices: list[str]) -> list[bool]:
    return [{"yes": True, "no": False}[item] for item in choices if item in ("yes", "no")]
