"""The explanation of a recorded step as JSON, made under the rules of that day."""

from typing import Any

from advisor.advice.facts import Facts
from advisor.audit.explain import asked
from advisor.audit.ledger import Ledger
from advisor.audit.record import Record
from advisor.explanation.how import explain
from advisor.explanation.whynot import why_not

SCHEMA = "audit-explanation/1"


def explained(ledger: Ledger, record: Record, step: str) -> dict[str, Any]:
    """`{"schema", "record", "time", "hash", "knowledge", "step", "advised", "explanation"}`.

    `explanation` is `explanation/1` for a step that was advised, else `why-not/1`. Raises
    AdvisorError when the rules of that day knew no such step, or the plan no such rank.
    """
    question = asked(ledger, record, step)
    knowledge, facts = question.knowledge, Facts(record.body["answers"])
    prove = explain if question.advised else why_not
    told = prove(knowledge, facts, question.step)
    return {
        "schema": SCHEMA,
        "record": record.number,
        "time": record.time,
        "hash": record.hash,
        "knowledge": {"version": knowledge.version, "digest": knowledge.digest},
        "step": question.step,
        "advised": question.advised,
        "explanation": told.as_json(),
    }
