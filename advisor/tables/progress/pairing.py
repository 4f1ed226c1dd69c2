"""The PDs of two tables beside each other, matched by name and region."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import Said, said
from advisor.knowledge.knowledge import Knowledge
from advisor.tables.batch.header import NAME, REGION
from advisor.tables.batch.results import STOPPED, Results
from advisor.tables.batch.table import AS_IT_IS, Asked, Table
from advisor.tables.batch.tally import region_key

KEY = ["@name-key", "@region-key"]


@dataclass(frozen=True)
class Judged:
    """A table as it was judged: a row for each PD that has a name of its own there.

    Columns: KEY, `name`, `region`, `sound`, `steps` (a list), `done` (the steps whose answer says
    that they are done), and each obstacle by its term. `repeated` are names in several rows, left
    out; `unnamed` and `rejected` count rows.
    """

    rows: pl.DataFrame
    repeated: tuple[str, ...]
    unnamed: int
    rejected: int
    notes: tuple[Said, ...]


def judged(
    knowledge: Knowledge, path: Path, obstacles: tuple[str, ...], asked: Asked = AS_IT_IS
) -> Judged:
    """Read as `advisor batch` does, and judge. Raises AdvisorError, also when no row can be read.

    Unlike there, the table must have a column of names.
    """
    table = Table.open(knowledge, path, asked).sound()
    if NAME not in table.about:
        raise AdvisorError([Problem(str(path), None, said("regions.no-names"))])
    results, parts, rejected = Results(knowledge, table.about), [], 0
    for piece in table.pieces(results.columns.schema()):
        rejected += piece.checked.refused
        parts.append(_needed(knowledge, results.judged(piece.checked.rows), obstacles))
    rows = pl.concat(parts) if parts else None
    if rows is None or rows.is_empty():
        raise AdvisorError([Problem(str(path), None, said("regions.no-rows", count=rejected))])
    named = rows.filter(pl.col("name") != "")
    several = named.filter(pl.struct(KEY).is_duplicated())
    repeated = several.unique(KEY, keep="first", maintain_order=True)["name"].to_list()
    alone = named.filter(~pl.struct(KEY).is_duplicated())
    return Judged(alone, tuple(repeated), rows.height - named.height, rejected, table.notes)


def _needed(knowledge: Knowledge, found: pl.DataFrame, obstacles: tuple[str, ...]) -> pl.DataFrame:
    name, region = (
        pl.col(key).fill_null("") if key in found.columns else pl.lit("") for key in (NAME, REGION)
    )
    squeezed = name.str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars(" ")
    taken = [
        pl.when(pl.col(step.done_by).fill_null(False)).then(pl.lit(step.id))
        for step in knowledge.steps.values()
        if step.done_by
    ]
    steps = pl.col("plan").list.eval(pl.element().struct.field("step").cast(pl.String))
    return found.select(
        squeezed.alias(KEY[0]),
        region_key(region).alias(KEY[1]),
        name.alias("name"),
        region.alias("region"),
        pl.col("status").cast(pl.String).is_in(STOPPED).not_().alias("sound"),
        steps.alias("steps"),
        pl.concat_list(taken).list.drop_nulls().alias("done"),
        *obstacles,
    )
