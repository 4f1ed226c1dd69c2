"""JSON Schemas (draft 2020-12) of what the API takes and gives, made from the knowledge."""

from typing import Any

from advisor.advice.advice import Contradiction
from advisor.advice.certainty import Certainty
from advisor.advice.schema import advice_schema, facts_schema
from advisor.common.json_schema import BILINGUAL, TEXT, Schema, many, obj, schema_of
from advisor.common.text import Text
from advisor.explanation.difference import FindingChange, Movement, RuleChange
from advisor.explanation.how import SCHEMA as EXPLANATION
from advisor.explanation.how import Comparison
from advisor.explanation.proof import Answer, Decided, Judged
from advisor.explanation.whatif import SCHEMA as WHAT_IF
from advisor.explanation.whatif import SWEEP_SCHEMA, Changes
from advisor.explanation.whynot import Need, Obstacle, WhyNot
from advisor.inference.evaluator import Status
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Holds
from advisor.knowledge.rule import URGENCIES, Outcome, Part, Rule
from advisor.web.api.questions import SCHEMA as QUESTION
from advisor.web.api.rules import LIST, ONE, UNSAID

TEXTS: Schema = many(TEXT)
URGENCY: Schema = {"enum": [*URGENCIES, None]}
VALUE: Schema = {"type": ["boolean", "integer", "string"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
MAYBE_VALUE: Schema = {"type": ["boolean", "integer", "string", "null"]}


def ref(name: str) -> Schema:
    """Another schema of `schemas`."""
    return {"$ref": f"#/components/schemas/{name}"}


def schemas(knowledge: Knowledge) -> dict[str, Schema]:
    """Every schema by name."""
    facts = facts_schema(knowledge)
    return {
        "facts": facts,
        "changes": _changes(knowledge, facts),
        "advice": _recorded(advice_schema(knowledge)),
        "question": _question(),
        "explanation": _explanation(),
        "why-not": _of(WhyNot),
        "what-if": {"anyOf": [_what_if(), _sweep()]},
        "rules": _rules(),
        "rule": _rule(),
        "schema": obj(title=TEXT),
        "error": obj(error=obj(status=COUNT, message=TEXT, problems=TEXTS)),
        "judged": _judged(),
    }


def _of(kind: Any) -> Schema:
    """The schema of a type."""
    needs = obj(needs=many(schema_of(Need, {})))
    known = {Judged: ref("judged"), Obstacle: {"allOf": [ref("judged"), needs]}}
    return schema_of(kind, known)


def _recorded(advice: Schema) -> Schema:
    receipt = obj(number={"type": "integer", "minimum": 1}, time=TEXT, hash=TEXT)
    return {**advice, "properties": {**advice["properties"], "record": receipt}}


def _changes(knowledge: Knowledge, facts: Schema) -> Schema:
    swept = {"enum": list(knowledge.vocabulary.asked)}
    more = {"set": facts["properties"]["answers"], "sweep": swept}
    return {
        **facts,
        "properties": {**facts["properties"], **more},
        "anyOf": [
            {"required": ["sweep"]},
            {"required": ["set"], "properties": {"set": {"minProperties": 1}}},
        ],
    }


def _question() -> Schema:
    choice = obj(value=VALUE, label=BILINGUAL)
    question = obj(
        term=TEXT,
        topic=obj(name=TEXT, title=BILINGUAL),
        ask=BILINGUAL,
        help=BILINGUAL,
        reason=BILINGUAL,
        type={"enum": ["yes-no", "choice", "number"]},
    )
    number = {"min": COUNT, "max": COUNT, "unit": _of(Text | None)}
    question["properties"] |= {"values": many(choice), **number}
    return obj(
        schema={"const": QUESTION},
        question={"anyOf": [question, {"type": "null"}]},
        remaining=COUNT,
        contradictions=many(_of(Contradiction)),
    )


def _judged() -> Schema:
    """A rule and the lines that carry its outcome, each down to the answers."""
    line = obj(
        part=_of(Part), term=TEXT, phrase=TEXT, holds=_of(Holds), ground=_of(Answer | Decided)
    )
    return obj(rule=TEXT, title=BILINGUAL, outcome=_of(Outcome), sources=TEXTS, lines=many(line))


def _explanation() -> Schema:
    return obj(
        schema={"const": EXPLANATION},
        step=TEXT,
        rank=COUNT,
        of=COUNT,
        text=BILINGUAL,
        certainty=_of(Certainty),
        confirm=TEXTS,
        reasons=many(ref("judged")),
        above=_of(Comparison | None),
        below=_of(Comparison | None),
    )


def _difference() -> dict[str, Schema]:
    return {
        "status": obj(before=_of(Status), after=_of(Status)),
        "plan": obj(before=TEXTS, after=TEXTS),
        **_of(Movement)["properties"],
        **dict.fromkeys(("reworded", "other_reasons", "other_certainty"), TEXTS),
        "rules": many(_of(RuleChange)),
        "findings": many(_of(FindingChange)),
        "contradictions": many(_of(Contradiction)),
    }


def _what_if() -> Schema:
    return obj(schema={"const": WHAT_IF}, changes=_of(Changes), **_difference())


def _sweep() -> Schema:
    case = obj(value=MAYBE_VALUE, to=MAYBE_VALUE, current={"type": "boolean"}, **_difference())
    return obj(schema={"const": SWEEP_SCHEMA}, term=TEXT, changes=_of(Changes), cases=many(case))


def _rules() -> Schema:
    short = obj(
        id=TEXT,
        title=BILINGUAL,
        status=TEXT,
        kind=TEXT,
        reads=TEXTS,
        conclude=MAYBE_TEXT,
        advise=MAYBE_TEXT,
        urgency=URGENCY,
        sources=TEXTS,
    )
    version = obj(version=TEXT, digest=TEXT)
    return obj(schema={"const": LIST}, knowledge=version, rules=many(short))


def _rule() -> Schema:
    stated = {name: of for name, of in _of(Rule)["properties"].items() if name not in UNSAID}
    return obj(schema={"const": ONE}, **stated, file=TEXT)
