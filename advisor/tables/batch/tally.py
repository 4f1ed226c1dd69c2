"""Counts of one table: PDs by status, finding, step, first step and rule, in each region."""

import io
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from advisor.knowledge.knowledge import Knowledge
from advisor.tables.batch.header import REGION
from advisor.tables.batch.results import STOPPED

SCHEMA = {"region": pl.String, "kind": pl.String, "key": pl.String, "count": pl.Int64}


def tally(knowledge: Knowledge, judged: pl.DataFrame, by: str = REGION) -> pl.DataFrame:
    """Rows `region`, `kind`, `key`, `count`, sorted, only where something was counted.

    Kinds: `status`; `unanswered`, PDs without a single answer; `finding`, derived terms that are
    true, and `open`, those not decided; `step` and `first`, advised at all and at rank 1; `likely`,
    advised unless done; `rule`, rules that apply. All but the first two count only PDs whose
    answers can be judged, not those out of scope or contradictory.
    """
    frame = judged if by in judged.columns else judged.with_columns(pl.lit("").alias(by))
    frame = frame.with_columns(pl.col(by).cast(pl.String).fill_null("").alias("region"))
    sound = frame.filter(pl.col("status").cast(pl.String).is_in(STOPPED).not_())
    derived = [term.name for term in knowledge.vocabulary.derived]
    steps = sound.select("region", pl.col("plan").list.eval(pl.element().struct.field("step")))
    likely = sound.select("region", likely_steps().alias("plan"))
    first = steps.select("region", pl.col("plan").list.first()).drop_nulls()
    parts = [
        _counted(frame.select("region", "status"), "status"),
        _summed(frame, "unanswered", {"": unanswered(knowledge.vocabulary.asked)}),
        _summed(sound, "finding", {term: pl.col(term) for term in derived}),
        _summed(sound, "open", {term: pl.col(term).is_null() for term in derived}),
        _counted(steps.explode("plan").drop_nulls(), "step"),
        _counted(first, "first"),
        _counted(likely.explode("plan").drop_nulls(), "likely"),
        _summed(sound, "rule", {rule.id: pl.col(rule.id) for rule in knowledge.rules}),
    ]
    return added(parts)


def likely_steps() -> pl.Expr:
    """The steps of the plan that are advised unless done."""
    step = pl.element().struct
    return pl.col("plan").list.eval(step.field("step").filter(~step.field("certain")))


def unanswered(terms: Iterable[str]) -> pl.Expr:
    """Whether none of the terms has an answer."""
    return pl.all_horizontal(pl.col(term).is_null() for term in terms)


def added(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Several tallies as one."""
    keys = ["region", "kind", "key"]
    whole = pl.concat([pl.DataFrame(schema=SCHEMA), *parts])
    return whole.group_by(keys).agg(pl.col("count").sum()).filter(pl.col("count") > 0).sort(keys)


def region_key(region: pl.Expr) -> pl.Expr:
    """What a region is compared by: case, spaces and the abbreviation of its kind do not matter."""
    plain = (
        region.fill_null("").str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars(" ")
    )
    for short, long in (("kab", "kabupaten"), ("prov", "provinsi")):
        plain = plain.str.replace(rf"^{short}(?:\.\s*|\s+)", f"{long} ")
    return plain


def one_spelling(whole: pl.DataFrame, region: str, kind: str, counted: str) -> pl.DataFrame:
    """The counts with every region under the spelling that most of its PDs have.

    `region` is the column of the regions; all PDs are counted under `kind` in the column `counted`.
    """
    voted = whole.filter(pl.col("kind") == kind).select(region, pl.col(counted).alias("votes"))
    votes = voted.group_by(region).agg(pl.col("votes").sum())
    chosen = (
        votes.with_columns(region_key(pl.col(region)).alias("key"))
        .sort(["key", "votes", region], descending=[False, True, False])
        .with_columns(pl.col(region).first().over("key").alias("as"))
    )
    spelt = dict(zip(chosen[region].to_list(), chosen["as"].to_list(), strict=True))
    return whole.with_columns(pl.col(region).replace(spelt))


def tally_bytes(frame: pl.DataFrame) -> bytes:
    """As Parquet."""
    stream = io.BytesIO()
    frame.write_parquet(stream)
    return stream.getvalue()


def read_tallies(parts: list[Path]) -> pl.DataFrame:
    """The tallies of all slices as one, added up a few at a time."""
    whole = pl.DataFrame(schema=SCHEMA)
    for part in parts:
        whole = added([whole, pl.read_parquet(part)])
    return added([one_spelling(whole, "region", "status", "count")])


def _counted(frame: pl.DataFrame, kind: str) -> pl.DataFrame:
    column = frame.columns[1]
    counts = frame.group_by("region", column).len("count")
    return counts.select(
        "region",
        pl.lit(kind).alias("kind"),
        pl.col(column).cast(pl.String).alias("key"),
        pl.col("count").cast(pl.Int64),
    )


def _summed(frame: pl.DataFrame, kind: str, flags: dict[str, pl.Expr]) -> pl.DataFrame:
    # "=" begins no name, so that nothing summed can be called as a column of the tally is.
    sums = [flag.cast(pl.Int64).sum().alias(f"={name}") for name, flag in flags.items()]
    wide = frame.group_by("region").agg(sums)
    key = pl.col("key").str.strip_prefix("=")
    return wide.unpivot(index="region", variable_name="key", value_name="count").select(
        "region", pl.lit(kind).alias("kind"), key, "count"
    )
