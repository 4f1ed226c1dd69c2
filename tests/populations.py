"""Random tables of PDs, and the evaluator's word on each row."""

from typing import Any

import numpy as np
import polars as pl

from advisor.advice.advising import advice_of
from advisor.advice.facts import facts_from
from advisor.inference.columns import Columns
from advisor.inference.evaluator import evaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Outcome
from tests.states import sample_values

SHARES = (1.0, 0.95, 0.8, 0.5, 0.2)
SAID = {Outcome.APPLIES: True, Outcome.REJECTED: False, Outcome.UNDECIDED: None}


def population(columns: Columns, rows: int, seed: int, repaired: float = 0.7) -> pl.DataFrame:
    """Random answers of which some can all be true.

    In a `repaired` part of the rows, answers that cannot all be true are drawn again a few times;
    otherwise nearly every full row would be contradictory and have no plan.
    """
    source = np.random.default_rng(seed)
    table = drawn(columns, rows, source)
    for _ in range(12):
        table = _repaired(columns, table, source, int(rows * repaired))
    return table


def drawn(columns: Columns, rows: int, source: np.random.Generator) -> pl.DataFrame:
    """Independent random answers; each row has its own share of known ones."""
    share = source.choice(SHARES, rows)
    answers = {}
    for name, kind in columns.schema().items():
        values = pl.Series(sample_values(columns.knowledge.vocabulary.asked[name]), dtype=kind)
        picked = values.gather(source.integers(0, len(values), rows).astype(np.uint32))
        known = pl.Series(source.random(rows) < share)
        answers[name] = pl.select(pl.when(known).then(picked)).to_series()
    return pl.DataFrame(answers)


def _repaired(
    columns: Columns, table: pl.DataFrame, source: np.random.Generator, rows: int
) -> pl.DataFrame:
    judged, again = columns.outcomes(table), drawn(columns, table.height, source)
    redrawn: dict[str, pl.Expr] = {}
    for rule in columns.knowledge.rules:
        for term in rule.reads if rule.kind == "contradiction" else ():
            redrawn[term] = redrawn.get(term, pl.lit(False)) | pl.col(rule.id).fill_null(False)
    inside = pl.int_range(pl.len()) < rows
    return judged.select(
        pl.when(inside & redrawn.get(term, pl.lit(False)))
        .then(again[term])
        .otherwise(pl.col(term))
        .alias(term)
        for term in table.columns
    )


def expected(knowledge: Knowledge, answers: dict[str, Any]) -> dict[str, Any]:
    """A row as the columns should give it, by the evaluator, the ranking and the advice."""
    facts = facts_from(answers)
    evaluation = evaluate(knowledge, facts.answers)
    advice = advice_of(knowledge, facts, evaluation)
    return {
        **{term.name: evaluation.values.get(term.name) for term in knowledge.vocabulary.derived},
        **{rule: SAID[outcome] for rule, outcome in evaluation.outcomes.items()},
        "status": advice.status,
        "plan": [
            {
                "step": step.step,
                "urgency": step.urgency,
                "certain": step.certainty == "certain",
                "unlocks": step.unlocks,
                "after": list(step.after),
                "unsure": list(step.unsure),
                "reasons": [reason.rule for reason in step.reasons],
            }
            for step in advice.steps
        ],
    }


def differences(columns: Columns, table: pl.DataFrame) -> list[tuple[dict[str, Any], list[str]]]:
    """Each row on which columns and evaluator differ: its answers, and the results that do."""
    found = []
    given = table.columns
    for row in columns.plans(table).iter_rows(named=True):
        answers = {term: row.pop(term) for term in given}
        wanted = expected(columns.knowledge, answers)
        if row != wanted:
            found.append((answers, [name for name in wanted if row[name] != wanted[name]]))
    return found
