"""JSON Schemas (draft 2020-12) of facts files and of the Advice, made from the vocabulary."""

from collections.abc import Iterable
from typing import Any

from advisor.advice.advice import (
    Actor,
    Advice,
    Asked,
    Derived,
    Digest,
    DoneFact,
    Number,
    Origin,
    Pd,
    Rank,
    Reason,
    Reasons,
    Sources,
    Statement,
    StepName,
)
from advisor.advice.facts import LONGEST_NAME
from advisor.common.json_schema import TEXT, Schema, many, schema_of
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.vocabulary import UNKNOWN, Term

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def facts_schema(knowledge: Knowledge) -> Schema:
    """The schema of a facts file; editors can complete and check it while it is written."""
    vocabulary = knowledge.vocabulary
    answers = {
        name: {"description": knowledge.question[name].ask.id, **_answer(term)}
        for name, term in vocabulary.asked.items()
    }
    name = {**TEXT, "maxLength": LONGEST_NAME}
    head = {"type": "object", "additionalProperties": False, "properties": {"name": name}}
    return {
        "$schema": DRAFT,
        "title": f"IPP Advisor facts, knowledge {knowledge.version}",
        "type": "object",
        "required": ["answers"],
        "additionalProperties": False,
        "properties": {
            "pd": head,
            "answers": {"type": "object", "additionalProperties": False, "properties": answers},
        },
    }


def advice_schema(knowledge: Knowledge) -> Schema:
    """The schema of an Advice as JSON (`advice/1`)."""
    vocabulary = knowledge.vocabulary
    names: dict[Any, Iterable[str]] = {
        Asked: vocabulary.asked,
        Derived: (term.name for term in vocabulary.derived),
        DoneFact: knowledge.done_facts,
        StepName: knowledge.steps,
        Actor: (actor.name for actor in vocabulary.actors),
        Statement: knowledge.statements,
    }
    known: dict[Any, Schema] = {kind: {"enum": [*there]} for kind, there in names.items()}
    known |= {
        Number: {"type": "integer", "minimum": 0},
        Rank: {"type": "integer", "minimum": 1},
        Digest: {**TEXT, "pattern": "^sha256:[0-9a-f]{64}$"},
        Origin: {**TEXT, "pattern": "^(answer|rule:.+)$"},
        Pd: {"type": "object", "additionalProperties": False, "properties": {"name": TEXT}},
    }
    known[Sources] = {**many(known[Statement]), "minItems": 1}
    known[Reasons] = {**many(schema_of(Reason, known)), "minItems": 1}
    return {"$schema": DRAFT, "title": "IPP Advisor advice", **schema_of(Advice, known)}


def _answer(term: Term) -> Schema:
    unknown = [UNKNOWN, None]
    match term.type:
        case "yes-no":
            return {"enum": ["yes", "no", True, False, *unknown]}
        case "choice":
            return {"enum": [*term.values, *unknown]}
        case _:
            number = {"type": "integer", "minimum": term.min, "maximum": term.max}
            return {"anyOf": [number, {"enum": unknown}]}
