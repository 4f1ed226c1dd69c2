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
    groups = keyed.group_by("key").agg(
        pl.len().alias("rows"), (pl.col("answers").n_unique() > 1).alias("differ")
    )
    several = groups.filter(pl.col("rows") > 1).collect()
    if several.is_empty():
        return ()
    rows = keyed.with_row_index("at").join(several.lazy(), on="key").sort("at").collect()
    found: list[tuple[str, list[str | int], bool, int]] = []
    for _, group in rows.group_by("key", maintain_order=True):
        places = [_place(*place) for place in group.select("sheet", ROW).iter_rows()]
        found.append((group["name"][0], places, bool(group["differ"][0]), group["at"][0]))
    found.sort(key=lambda pd: (not pd[2], pd[3]))
    shown = tuple(
        said(
            "batch.repeated-differs" if differs else "batch.repeated-same",
            name=shortened(name),
            rows=tuple(places[:TOLD]),
        )
        for name, places, differs, _ in found[:TOLD]
    )
    return (said("batch.repeated", count=several.height, pds=shown),)


def _place(sheet: str, row: int) -> str | int:
    return f"{sheet}:{row}" if sheet else row
