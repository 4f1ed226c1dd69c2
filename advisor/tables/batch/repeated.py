"""PDs that a table names more than once: each row is judged, and each such PD is told."""

import io
from pathlib import Path

import polars as pl

from advisor.common.language import Said, said, shortened
from advisor.tables.batch.header import NAME, REGION, SHEET
from advisor.tables.batch.slices import ROW
from advisor.tables.batch.tally import region_key

TOLD = 5


def named_bytes(rows: pl.DataFrame) -> bytes:
    """The rows that have a name, as Parquet: row, sheet, name, what name and region are compared
    by, and a hash of the answers.
    """
    name, region, sheet = (
        pl.col(key) if key in rows.columns else pl.lit("") for key in (NAME, REGION, SHEET)
    )
    terms = [column for column in rows.columns if not column.startswith("@")]
    named = rows.filter(name != "").select(
        ROW,
        sheet.alias("sheet"),
        name.alias("name"),
        pl.concat_str(name.str.to_lowercase(), region_key(region), separator="\n")
        .hash()
        .alias("key"),
        pl.struct(terms).hash().alias("answers"),
    )
    stream = io.BytesIO()
    named.write_parquet(stream)
    return stream.getvalue()


def repeated(parts: list[Path]) -> tuple[Said, ...]:
    """What is told of the PDs that stand in several rows, in the order of the table."""
    keyed = pl.scan_parquet(parts, glob=False)
    # The keys alone first: of most tables nothing more has to be read.
    keys = keyed.select("key").collect().to_series()
    several = keys.filter(keys.is_duplicated()).unique()
    if several.is_empty():
        return ()
    here = keyed.with_row_index("at").filter(pl.col("key").is_in(several.implode()))
    pds = here.group_by("key").agg(
        pl.col("at").min(),
        pl.col("name", "sheet", ROW).sort_by("at").head(TOLD),
        (pl.col("answers").n_unique() > 1).alias("differ"),
    )
    shown = tuple(
        said(
            "batch.repeated-differs" if pd["differ"] else "batch.repeated-same",
            name=shortened(pd["name"][0]),
            rows=tuple(map(_place, pd["sheet"], pd[ROW])),
        )
        for pd in pds.sort(["differ", "at"], descending=[True, False])
        .head(TOLD)
        .collect()
        .iter_rows(named=True)
    )
    return (said("batch.repeated", count=len(several), pds=shown),)


def _place(sheet: str, row: int) -> str | int:
    return f"{sheet}:{row}" if sheet else row
