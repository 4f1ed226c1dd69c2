"""What a policy changes: PDs counted before and after, and pairwise, by group."""

from collections.abc import Iterable, Iterator
from typing import get_args

import polars as pl

from advisor.inference.columns import Columns
from advisor.inference.evaluator import Status
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.vocabulary import written
from advisor.tables.batch.header import REGION
from advisor.tables.batch.results import STOPPED
from advisor.tables.batch.tally import likely_steps, one_spelling
from advisor.tables.simulation.policy import Policy

KEYS = ["group", "kind", "key"]
COUNTS = ["before", "after", "lost", "gained"]
SCHEMA = {**dict.fromkeys(KEYS, pl.String), **dict.fromkeys(COUNTS, pl.Int64)}
CHANGES = ("answers", "status", "first", "plan")
"""What of a PD may change: its answers, its status, its first step, its steps or their order."""


class Effects:
    """Compares slices of a population with what the policies make of them, in the given order.

    `matched` counts, for each policy, the PDs seen so far that it is meant for.
    """

    def __init__(self, columns: Columns, policies: tuple[Policy, ...], by: str = REGION) -> None:
        self.columns = columns
        self.policies = policies
        self.by = by
        self.matched = [0] * len(policies)
        self.flags = list(_flags(columns.knowledge))

    def of(self, slices: Iterable[pl.DataFrame]) -> pl.DataFrame:
        """Rows `group`, `kind`, `key`, `before`, `after`, `lost`, `gained` (numbers of PDs).

        Kinds: `pds` (all), `status`, `finding`, `step`, `first` and `rule` as in a batch's tally;
        `change`, where `gained` counts the PDs of which that changed.
        """
        whole = pl.DataFrame(schema=SCHEMA)
        for rows in slices:
            whole = _added(whole, self._slice(self._complete(rows)))
        if self.by == REGION:
            whole = _added(one_spelling(whole, "group", "pds", "before"))
        return whole.filter(pl.any_horizontal(pl.col(COUNTS) > 0)).sort(KEYS)

    def _complete(self, rows: pl.DataFrame) -> pl.DataFrame:
        schema = {**self.columns.schema(), REGION: pl.String()}
        missing = [
            pl.lit(None, kind).alias(n) for n, kind in schema.items() if n not in rows.columns
        ]
        complete = rows.with_columns(missing)
        return complete.with_columns(_written(self.by, complete.schema[self.by]).alias("@group"))

    def _slice(self, rows: pl.DataFrame) -> pl.DataFrame:
        changed = rows
        for number, policy in enumerate(self.policies):
            self.matched[number] += changed.filter(policy.target).height
            changed = policy.applied(changed)
        terms = [pl.col(term) for term in self.columns.schema()]
        new = changed.select(term.name.prefix("@new:") for term in terms)
        differs = [pl.col(t).ne_missing(pl.col(f"@new:{t}")) for t in self.columns.schema()]
        both = pl.concat([rows.select(terms), new], how="horizontal")
        touched = both.select(touched=pl.any_horizontal(differs))["touched"]
        before = self._judged(rows)
        after = self._judged(changed.filter(touched))
        return _added(self._counted(before), self._paired(before.filter(touched), after))

    def _judged(self, rows: pl.DataFrame) -> pl.DataFrame:
        judged = self.columns.plans(rows)
        steps = pl.col("plan").list.eval(pl.element().struct.field("step"))
        sound = pl.col("status").cast(pl.String).is_in(STOPPED).not_()
        return judged.with_columns(
            steps.alias("@steps"),
            likely_steps().alias("@likely"),
            steps.list.first().alias("@first"),
            sound.alias("@sound"),
        ).select(
            "@group", "status", "@steps", "@first", *(flag.alias(name) for name, flag in self.flags)
        )

    def _counted(self, before: pl.DataFrame) -> pl.DataFrame:
        sums = [pl.len().alias("pds/"), *(pl.col(name).sum() for name, _ in self.flags)]
        wide = before.group_by("@group").agg(sums)
        return _long(wide, "before").with_columns(after=pl.col("before"))

    def _paired(self, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
        names = [name for name, _ in self.flags]
        new = after.drop("@group").rename(lambda name: f"@new:{name}")
        both = pl.concat([before, new], how="horizontal")
        changes = [
            pl.len().alias("change/answers"),
            *(
                pl.col(column).ne_missing(pl.col(f"@new:{column}")).sum().alias(f"change/{name}")
                for name, column in (("status", "status"), ("first", "@first"), ("plan", "@steps"))
            ),
        ]
        gained = [(~pl.col(n) & pl.col(f"@new:{n}")).sum().alias(n) for n in names]
        lost = [(pl.col(n) & ~pl.col(f"@new:{n}")).sum().alias(n) for n in names]
        groups = both.group_by("@group")
        won = _long(groups.agg(*changes, *gained), "gained").with_columns(after=pl.col("gained"))
        gone = _long(groups.agg(lost), "lost").with_columns(after=-pl.col("lost"))
        return _added(won, gone)


def _written(column: str, kind: pl.DataType) -> pl.Expr:
    """Values as facts files write them, empty where not known."""
    given = pl.col(column)
    if kind != pl.Boolean:
        return given.cast(pl.String).fill_null("")
    yes, no = pl.lit(written(True)), pl.lit(written(False))
    return pl.when(given).then(yes).when(~given).then(no).otherwise(pl.lit(""))


def _flags(knowledge: Knowledge) -> Iterator[tuple[str, pl.Expr]]:
    """What is counted of a PD, named `kind/key`; never null."""
    sound = pl.col("@sound")
    for status in get_args(Status):
        yield f"status/{status}", pl.col("status").cast(pl.String) == status
    for term in knowledge.vocabulary.derived:
        yield f"finding/{term.name}", sound & pl.col(term.name).fill_null(False)
    for step in knowledge.steps:
        yield f"step/{step}", sound & pl.col("@steps").list.contains(step)
        yield f"likely/{step}", sound & pl.col("@likely").list.contains(step)
        yield f"first/{step}", pl.col("@first").cast(pl.String).eq_missing(step)
    for rule in knowledge.rules:
        yield f"rule/{rule.id}", sound & pl.col(rule.id).fill_null(False)


def _long(wide: pl.DataFrame, count: str) -> pl.DataFrame:
    long = wide.unpivot(index="@group", variable_name="name", value_name=count)
    parts = pl.col("name").str.split_exact("/", 1)
    return long.select(
        pl.col("@group").alias("group"),
        parts.struct.field("field_0").alias("kind"),
        parts.struct.field("field_1").alias("key"),
        pl.col(count).cast(pl.Int64),
    )


def _added(*parts: pl.DataFrame) -> pl.DataFrame:
    whole = pl.concat([pl.DataFrame(schema=SCHEMA), *parts], how="diagonal")
    return whole.group_by(KEYS).agg(pl.col(COUNTS).fill_null(0).sum())
