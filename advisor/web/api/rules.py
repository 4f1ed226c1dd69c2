"""Rules as JSON: all in short (`rules/1`), and one as its file states it (`rule/1`)."""

from typing import Any

from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Rule

LIST, ONE = "rules/1", "rule/1"
UNSAID = {"waivers"}
"""What is of use to the rules' authors alone."""


def rules_json(knowledge: Knowledge) -> dict[str, Any]:
    """`{"schema", "knowledge", "rules"}`: active rules in firing order, then the others."""
    return {
        "schema": LIST,
        "knowledge": knowledge.edition,
        "rules": [_short(rule) for rule in knowledge.rule.values()],
    }


def rule_json(knowledge: Knowledge, rule: Rule) -> dict[str, Any]:
    """The rule with every field of its file but the UNSAID, and the file's name."""
    stated = rule.model_dump(mode="json", exclude=UNSAID)
    return {"schema": ONE, **stated, "file": knowledge.paths[rule.id]}


def _short(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title.as_json(),
        "status": rule.status,
        "kind": rule.kind,
        "reads": list(rule.reads),
        "conclude": rule.then.conclude,
        "advise": rule.then.advise,
        "urgency": rule.then.urgency,
        "sources": list(rule.sources),
    }
