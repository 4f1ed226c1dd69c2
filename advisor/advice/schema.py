"""JSON Schemas (draft 2020-12) of facts files and of the Advice, made from the vocabulary."""

from typing import Any, get_args

from advisor.advice.advice import SCHEMA
from advisor.advice.certainty import Certainty
from advisor.advice.facts import LONGEST_NAME
from advisor.inference.evaluator import Status
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import URGENCIES
from advisor.knowledge.vocabulary import UNKNOWN, Term

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
BILINGUAL = {"type": "object", "required": ["id", "en"], "properties": {"id": TEXT, "en": TEXT}}
VALUE = {"type": ["boolean", "integer", "string"]}


def facts_schema(knowledge: Knowledge) -> dict[str, Any]:
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


def advice_schema(knowledge: Knowledge) -> dict[str, Any]:
    """The schema of an Advice as JSON (`advice/1`)."""
    asked, derived = (
        list(knowledge.vocabulary.asked),
        [t.name for t in knowledge.vocabulary.derived],
    )
    version = _object(version=TEXT, digest={"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"})
    answers = {"type": "object", "propertyNames": {"enum": asked}, "additionalProperties": VALUE}
    finding = _object(term={"enum": derived}, value={"type": "boolean"}, rule=TEXT)
    return {
        "$schema": DRAFT,
        "title": "IPP Advisor advice",
        **_object(
            schema={"const": SCHEMA},
            status={"enum": list(get_args(Status))},
            knowledge=version,
            pd={"type": "object", "additionalProperties": False, "properties": {"name": TEXT}},
            answers=answers,
            findings=_list(finding),
            steps=_list(_step(knowledge)),
            undecided=_list(_object(rule=TEXT, needs=_list({"enum": asked}))),
            contradictions=_list(_object(rule=TEXT, terms=TEXTS, message=BILINGUAL)),
            message={"anyOf": [BILINGUAL, {"type": "null"}]},
            relevant=_list({"enum": asked}),
            fired=TEXTS,
        ),
    }


def _step(knowledge: Knowledge) -> dict[str, Any]:
    locators = {"enum": list(knowledge.statements)}
    actors = [actor.name for actor in knowledge.vocabulary.actors]
    because = _object(term=TEXT, value=VALUE, **{"from": {"pattern": "^(answer|rule:.+)$"}})
    steps, cited = {"enum": list(knowledge.steps)}, {**_list(locators), "minItems": 1}
    reason = _object(
        rule=TEXT,
        title=BILINGUAL,
        why=BILINGUAL,
        urgency={"enum": list(URGENCIES)},
        source=locators,
        sources=cited,
        because=_list(because),
    )
    return _object(
        rank={"type": "integer", "minimum": 1},
        step=steps,
        text=BILINGUAL,
        detail=BILINGUAL,
        actor={"enum": actors},
        urgency={"enum": list(URGENCIES)},
        unlocks={"type": "integer", "minimum": 0},
        after=_list(steps),
        unsure=_list(steps),
        alternatives={"type": ["string", "null"]},
        sources=cited,
        reasons={**_list(reason), "minItems": 1},
        certainty={"enum": list(get_args(Certainty))},
        confirm=_list({"enum": list(knowledge.done_facts)}),
    )


def _answer(term: Term) -> dict[str, Any]:
    unknown = [UNKNOWN, None]
    match term.type:
        case "yes-no":
            return {"enum": ["yes", "no", True, False, *unknown]}
        case "choice":
            return {"enum": [*term.values, *unknown]}
        case _:
            number = {"type": "integer", "minimum": term.min, "maximum": term.max}
            return {"anyOf": [number, {"enum": unknown}]}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}
