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
    keyed = pl.scan_parquet(parts, glob=False).with_row_index("at")
    answers = pl.col("answers")
    # Of most PDs no more than this has to be known; the names are read for those that are told.
    pds = (
        keyed.group_by("key")
        .agg(pl.len(), pl.col("at").min(), (answers.min() != answers.max()).alias("differ"))
        .filter(pl.col("len") > 1)
        .sort(["differ", "at"], descending=[True, False])
        .collect()
    )
    if pds.is_empty():
        return ()
    first = pds.head(TOLD)
    here = keyed.filter(pl.col("key").is_in(first["key"].implode())).sort("at").collect()
    named = here.group_by("key").agg(pl.col("name", "sheet", ROW).head(TOLD))
    shown = tuple(
        said(
            "batch.repeated-differs" if pd["differ"] else "batch.repeated-same",
            name=shortened(pd["name"][0]),
            rows=tuple(map(_place, pd["sheet"], pd[ROW])),
        )
        for pd in first.join(named, on="key", maintain_order="left").iter_rows(named=True)
    )
    return (said("batch.repeated", count=pds.height, pds=shown),)


def _place(sheet: str, row: int) -> str | int:
    return f"{sheet}:{row}" if sheet else row
