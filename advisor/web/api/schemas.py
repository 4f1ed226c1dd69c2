"""JSON Schemas (draft 2020-12) of what the API takes and gives, made from the knowledge."""

from typing import get_args

from advisor.advice.certainty import Certainty
from advisor.advice.schema import advice_schema, facts_schema
from advisor.common.json_schema import BILINGUAL, TEXT, Schema, many, obj
from advisor.explanation.how import SCHEMA as EXPLANATION
from advisor.explanation.whatif import SCHEMA as WHAT_IF
from advisor.explanation.whatif import SWEEP_SCHEMA
from advisor.explanation.whynot import SCHEMA as WHY_NOT
from advisor.explanation.whynot import Verdict
from advisor.inference.evaluator import Status
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import URGENCIES, Outcome
from advisor.web.api.questions import SCHEMA as QUESTION
from advisor.web.api.rules import LIST, ONE

TEXTS: Schema = many(TEXT)
VALUE: Schema = {"type": ["boolean", "integer", "string"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
MAYBE_VALUE: Schema = {"type": ["boolean", "integer", "string", "null"]}
OUTCOME: Schema = {"enum": [outcome.value for outcome in Outcome]}
STATUS: Schema = {"enum": list(get_args(Status))}
ANSWERS: Schema = {"type": "object", "additionalProperties": MAYBE_VALUE}


def schemas(knowledge: Knowledge) -> dict[str, Schema]:
    """Every schema by name."""
    facts = facts_schema(knowledge)
    return {
        "facts": facts,
        "changes": _changes(knowledge, facts),
        "advice": _recorded(advice_schema(knowledge)),
        "question": _question(),
        "explanation": _explanation(),
        "why-not": _why_not(),
        "what-if": {"anyOf": [_what_if(), _sweep()]},
        "rules": _rules(),
        "rule": _rule(),
        "schema": obj(title=TEXT),
        "error": obj(error=obj(status=COUNT, message=TEXT, problems=TEXTS)),
        "judged": _judged(),
    }


def ref(name: str) -> Schema:
    """Another schema of `schemas`."""
    return {"$ref": f"#/components/schemas/{name}"}


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
    question["properties"] |= {"values": many(choice), "min": COUNT, "max": COUNT}
    return obj(
        schema={"const": QUESTION},
        question={"anyOf": [question, {"type": "null"}]},
        remaining=COUNT,
        contradictions=many(_contradiction()),
    )


def _contradiction() -> Schema:
    return obj(rule=TEXT, terms=TEXTS, message=BILINGUAL)


def _judged() -> Schema:
    """A rule and the lines that carry its outcome, each down to the answers."""
    answer = obj(term=TEXT, value=MAYBE_VALUE, **{"from": {"enum": ["answer", "assumption"]}})
    decided = obj(
        term=TEXT,
        value=MAYBE_VALUE,
        assumed={"type": "boolean"},
        rules=many(ref("judged")),
        **{"from": {"const": "rules"}},
    )
    line = obj(
        part={"enum": ["all", "any", "unless"]},
        term=TEXT,
        phrase=TEXT,
        holds={"type": ["boolean", "null"]},
        ground={"anyOf": [answer, decided]},
    )
    return obj(rule=TEXT, title=BILINGUAL, outcome=OUTCOME, sources=TEXTS, lines=many(line))


def _explanation() -> Schema:
    neighbour = obj(upper=TEXT, lower=TEXT, criterion=TEXT)
    place: Schema = {"anyOf": [neighbour, {"type": "null"}]}
    return obj(
        schema={"const": EXPLANATION},
        step=TEXT,
        rank=COUNT,
        of=COUNT,
        text=BILINGUAL,
        certainty={"enum": list(get_args(Certainty))},
        confirm=TEXTS,
        reasons=many(ref("judged")),
        above=place,
        below=place,
    )


def _why_not() -> Schema:
    flag: Schema = {"type": "boolean"}
    case = obj(value=VALUE, to=VALUE, outcome=OUTCOME, ended_by=TEXTS, reachable=flag)
    needs = obj(needs=many(obj(term=TEXT, outcomes=many(case))))
    return obj(
        schema={"const": WHY_NOT},
        target=TEXT,
        kind={"enum": ["step", "rule"]},
        verdict={"enum": list(get_args(Verdict))},
        status=STATUS,
        done=MAYBE_TEXT,
        rules=many({"allOf": [ref("judged"), needs]}),
        reachable={"type": ["boolean", "null"]},
        leads=many(ANSWERS),
    )


def _difference() -> dict[str, Schema]:
    plans = obj(before=TEXTS, after=TEXTS)
    return {
        "status": obj(before=STATUS, after=STATUS),
        "plan": plans,
        **dict.fromkeys(
            ("gone", "new", "moved", "reworded", "other_reasons", "other_certainty"), TEXTS
        ),
        "rules": many(obj(rule=TEXT, before=OUTCOME, after=OUTCOME)),
        "findings": many(obj(term=TEXT, before=MAYBE_VALUE, after=MAYBE_VALUE)),
        "contradictions": many(_contradiction()),
    }


def _what_if() -> Schema:
    return obj(schema={"const": WHAT_IF}, changes=ANSWERS, **_difference())


def _sweep() -> Schema:
    case = obj(value=MAYBE_VALUE, to=MAYBE_VALUE, current={"type": "boolean"}, **_difference())
    return obj(schema={"const": SWEEP_SCHEMA}, term=TEXT, changes=ANSWERS, cases=many(case))


def _rules() -> Schema:
    short = obj(
        id=TEXT,
        title=BILINGUAL,
        status=TEXT,
        kind=TEXT,
        reads=TEXTS,
        conclude=MAYBE_TEXT,
        advise=MAYBE_TEXT,
        urgency={"enum": [*URGENCIES, None]},
        sources=TEXTS,
    )
    version = obj(version=TEXT, digest=TEXT)
    return obj(schema={"const": LIST}, knowledge=version, rules=many(short))


def _rule() -> Schema:
    lines: Schema = {"type": "object", "additionalProperties": TEXT}
    return obj(
        schema={"const": ONE},
        id=TEXT,
        title=BILINGUAL,
        status=TEXT,
        since=TEXT,
        kind=TEXT,
        why=BILINGUAL,
        sources=TEXTS,
        when=obj(all=lines, any=lines, unless=lines),
        then={"type": "object"},
        examples=many(obj(name=BILINGUAL, given=lines, expect=OUTCOME)),
        file=TEXT,
    )
