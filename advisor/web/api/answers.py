"""What each operation answers: the library's own objects as JSON."""

from advisor.advice.schema import advice_schema, facts_schema
from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import said
from advisor.explanation.how import explain as explanation_of
from advisor.explanation.situation import find_asked
from advisor.explanation.whatif import difference_json, sweep, sweep_json
from advisor.explanation.whatif import what_if as compare
from advisor.explanation.whynot import why_not as obstacles_of
from advisor.presentation.rule import find_rule
from advisor.web.api.call import (
    FACTS,
    Call,
    Gathering,
    Reply,
    read_changes,
    read_facts,
    unknown_fields,
)
from advisor.web.api.questions import next_question_json
from advisor.web.api.rules import rule_json, rules_json

SCHEMAS = {"facts": facts_schema, "advice": advice_schema}


def explain(call: Call) -> Reply:
    """Why a step is in the plan, and why at its rank."""
    return Reply(explanation_of(call.site.knowledge, call.facts(), call.name).as_json())


def why_not(call: Call) -> Reply:
    """Why a step is not advised, or a rule does not apply."""
    return Reply(obstacles_of(call.site.knowledge, call.facts(), call.name).as_json())


def next_question(call: Call) -> Reply:
    """The question that a questionnaire would put next."""
    return Reply(next_question_json(call.site.knowledge, call.facts()))


def what_if(call: Call) -> Reply:
    """The plan before and after some changes, or for every answer to one question."""
    knowledge, sent = call.site.knowledge, call.sent
    with (found := Gathering()):
        raise AdvisorError(unknown_fields(sent, (*FACTS, "set", "sweep")))
    with found:
        facts = read_facts(knowledge.vocabulary, {k: v for k, v in sent.items() if k in FACTS})
    with found:
        changes = read_changes(knowledge.vocabulary, sent.get("set", {}))
    with found:
        term = _swept(call)
    found.check()
    if term is None:
        return Reply(difference_json(changes, compare(knowledge, facts, changes)))
    return Reply(sweep_json(term, changes, sweep(knowledge, facts, term, changes)))


def rules(call: Call) -> Reply:
    """Every rule in short."""
    return Reply(rules_json(call.site.knowledge))


def rule(call: Call) -> Reply:
    """One rule as its file states it."""
    knowledge = call.site.knowledge
    return Reply(rule_json(knowledge, find_rule(knowledge, call.name)))


def schema(call: Call) -> Reply:
    """A published JSON Schema."""
    if call.name not in SCHEMAS:
        hint = did_you_mean(call.name, SCHEMAS)
        message = said("api.no-schema", known=tuple(SCHEMAS))
        raise AdvisorError([Problem(call.name, None, message, hint)])
    return Reply(SCHEMAS[call.name](call.site.knowledge))


def _swept(call: Call) -> str | None:
    """The term to try every answer of, if one is named. Raises AdvisorError."""
    term = call.sent.get("sweep")
    if term is None and not call.sent.get("set"):
        raise AdvisorError([Problem("body", None, said("api.nothing-to-change"))])
    if term is None:
        return None
    if not isinstance(term, str):
        raise AdvisorError([Problem("sweep", None, said("api.sweep-text"))])
    return find_asked(call.site.knowledge, term)
