"""The ranked plan of every row."""

from typing import get_args

import polars as pl

from advisor.advice import Status
from advisor.advising import advice_of
from advisor.evaluator import evaluate
from advisor.facts import facts_from
from advisor.knowledge import Knowledge
from advisor.phrase import Value
from advisor.rule import URGENCIES


def plan_schema(knowledge: Knowledge) -> dict[str, pl.DataType]:
    """The types of `status` and `plan`."""
    step, rule = pl.Enum(list(knowledge.steps)), pl.Enum([rule.id for rule in knowledge.rules])
    entry = pl.Struct(
        {
            "step": step,
            "urgency": pl.Enum(list(URGENCIES)),
            "unlocks": pl.UInt16(),
            "after": pl.List(step),
            "unsure": pl.List(step),
            "reasons": pl.List(rule),
        }
    )
    return {"status": pl.Enum(list(get_args(Status))), "plan": pl.List(entry)}


def planned(knowledge: Knowledge, judged: pl.DataFrame) -> pl.DataFrame:
    """Add `status` and `plan` to judged rows."""
    asked = [t for t in knowledge.vocabulary.asked if t in judged.columns]
    rows = [_plan(knowledge, row) for row in judged.select(asked).iter_rows(named=True)]
    if not asked:
        rows = [_plan(knowledge, {})] * judged.height
    schema = plan_schema(knowledge)
    return judged.with_columns(
        pl.Series("status", [status for status, _ in rows], schema["status"]),
        pl.Series("plan", [plan for _, plan in rows], schema["plan"]),
    )


def _plan(
    knowledge: Knowledge, row: dict[str, Value | None]
) -> tuple[str, list[dict[str, object]]]:
    facts = facts_from(row)
    advice = advice_of(knowledge, facts, evaluate(knowledge, facts.answers))
    return advice.status, [
        {
            "step": step.step,
            "urgency": step.urgency,
            "unlocks": step.unlocks,
            "after": list(step.after),
            "unsure": list(step.unsure),
            "reasons": [reason.rule for reason in step.reasons],
        }
        for step in advice.steps
    ]
