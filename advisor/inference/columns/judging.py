"""Rules as polars expressions: three-valued Booleans, null where undecided.

polars combines Booleans as Kleene does (false and null is false, true or null is true), which is
exactly how `advisor.knowledge.rule.judge` treats what is not known.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

import polars as pl

from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Phrase
from advisor.knowledge.rule import Condition, Rule
from advisor.knowledge.vocabulary import Term

EXPRESSIONS = 100
"""About how many expressions polars plans at a time. What it does for a stage grows with all the
columns that the stage carries along, so one plan for thousands of rules takes several times as
long as the same rules part by part; much smaller parts cost more for themselves."""
UNOPTIMIZED = pl.QueryOptFlags.none()
"""Nothing can be optimized: every expression is needed, and none reads more than its columns."""
SIZES = ((2**7, pl.Int8()), (2**15, pl.Int16()), (2**31, pl.Int32()), (2**63, pl.Int64()))


def asked_schema(knowledge: Knowledge) -> dict[str, pl.DataType]:
    """The column type of each asked term, in the vocabulary's order."""
    return {term.name: _type(term) for term in knowledge.vocabulary.terms}


def stages_of(knowledge: Knowledge) -> list[list[pl.Expr]]:
    """The expressions to add one list after another; each list reads only what stands before.

    For each layer a list with a column per rule, named by its id, then a list with a column per
    derived term that the layer decides, named by the term.
    """
    stages: list[list[pl.Expr]] = []
    for layer, decided in zip(knowledge.layers, knowledge.decided_at, strict=True):
        stages.append([outcome(knowledge, rule).alias(rule.id) for rule in layer])
        stages.append([_decision(knowledge, term).alias(term) for term in decided])
    return [stage for stage in stages if stage]


@dataclass(frozen=True, slots=True)
class Group:
    """Stages that follow each other: the columns they read of others, and those they make."""

    reads: list[str]
    makes: list[str]
    stages: list[list[pl.Expr]]

    def judged(self, known: pl.DataFrame) -> pl.DataFrame:
        """What the stages make of the columns known."""
        frame = known[self.reads].lazy()
        for stage in self.stages:
            frame = frame.with_columns(stage)
        return frame.collect(optimizations=UNOPTIMIZED)[self.makes]


def grouped(stages: list[list[pl.Expr]]) -> Iterator[Group]:
    """The stages in their order, about `EXPRESSIONS` to a group."""
    part: list[list[pl.Expr]] = []
    for stage in stages:
        if part and sum(map(len, [*part, stage])) > EXPRESSIONS:
            yield _group(part)
            part = []
        part.append(stage)
    if part:
        yield _group(part)


def _group(stages: list[list[pl.Expr]]) -> Group:
    expressions = [expression.meta for stage in stages for expression in stage]
    read = dict.fromkeys(name for meta in expressions for name in meta.root_names())
    made = [meta.output_name() for meta in expressions]
    for name in made:
        read.pop(name, None)
    return Group([*read], made, stages)


def outcome(knowledge: Knowledge, rule: Rule) -> pl.Expr:
    """True where the rule applies, false where it is rejected, null where undecided."""
    if not rule.conditions:
        # A constant would have no rows of its own; a column, whatever it holds, has the table's.
        any_term = pl.col(knowledge.vocabulary.terms[0].name)
        return any_term.is_null() | any_term.is_not_null()
    required = [_line(condition) for condition in rule.required]
    if rule.alternatives:
        required.append(reduce(or_, [_line(condition) for condition in rule.alternatives]))
    return reduce(and_, required)


def hold(conditions: Sequence[Condition]) -> pl.Expr:
    """Whether all lines hold; null where that is undecided."""
    return reduce(and_, map(_line, conditions), pl.lit(True))


def speaks(rule: Rule) -> pl.Expr:
    """Whether at least one line of the rule is known to hold."""
    lines = [_line(condition).fill_null(False) for condition in rule.conditions]
    return reduce(or_, lines, pl.lit(False))


def _decision(knowledge: Knowledge, term: str) -> pl.Expr:
    """Kleene's "or" is the ruling: true by one that applies, false when all are rejected."""
    return reduce(or_, [pl.col(rule.id) for rule in knowledge.supporters[term]])


def _line(condition: Condition) -> pl.Expr:
    holds = _phrase(pl.col(condition.term), condition.phrase)
    return ~holds if condition.part == "unless" else holds


def _phrase(term: pl.Expr, phrase: Phrase) -> pl.Expr:
    if phrase.allowed == (True,):
        return term
    if phrase.allowed == (False,):
        return ~term
    if not phrase.is_range:
        return reduce(or_, [term == value for value in phrase.allowed])
    edges = [] if phrase.low is None else [term >= phrase.low]
    edges += [] if phrase.high is None else [term <= phrase.high]
    return reduce(and_, edges)


def _type(term: Term) -> pl.DataType:
    match term.type:
        case "yes-no":
            return pl.Boolean()
        case "choice":
            return pl.Enum([choice.value for choice in term.choices])
        case _:
            return next(size for above, size in SIZES if term.max < above)
