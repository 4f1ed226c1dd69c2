"""Progress by region and obstacle: how many PDs moved, which steps were done and are new."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from advisor.common.language import Said
from advisor.knowledge.knowledge import Knowledge
from advisor.tables.batch.summary import OBSTACLE
from advisor.tables.batch.table import AS_IT_IS, Asked
from advisor.tables.progress.pairing import KEY, Judged, judged

SCHEMA = "region-progress/1"
COUNTS = ("pds", "stopped", "moved", "done", "gone", "new")
"""PDs in both tables; of these out of scope or contradictory in either, so that nothing else is
counted of them; with another plan; then steps done, gone otherwise, and new, over all its PDs.
"""


@dataclass(frozen=True)
class Regions:
    """Two tables compared. `alone` names the PDs that only the first and only the second have."""

    knowledge: Knowledge
    before: Judged
    after: Judged

    @property
    def obstacles(self) -> tuple[str, ...]:
        """The derived terms counted as obstacles."""
        return obstacles(self.knowledge)

    @cached_property
    def pairs(self) -> pl.DataFrame:
        """A row for each PD in both tables, under the region's spelling in the second.

        `sound`, then per PD the lists `done`, `gone` and `new` of steps, `moved`, and for each
        obstacle `OBSTACLE:gone`, `OBSTACLE:new` and `OBSTACLE:there`.
        """
        both = self.before.rows.join(self.after.rows, on=KEY, how="inner", suffix=":after")
        left = pl.col("steps").list.set_difference("steps:after")
        done = left.list.set_intersection("done:after")
        there = {name: pl.col(name).fill_null(False) for name in self.obstacles}
        now = {name: pl.col(f"{name}:after").fill_null(False) for name in self.obstacles}
        return both.select(
            pl.col("region:after").alias("region"),
            (pl.col("sound") & pl.col("sound:after")).alias("sound"),
            done.alias("done"),
            left.list.set_difference("done:after").alias("gone"),
            pl.col("steps:after").list.set_difference("steps").alias("new"),
            pl.col("steps").ne_missing(pl.col("steps:after")).alias("moved"),
            *(
                flag.alias(f"{name}:{kind}")
                for name in self.obstacles
                for kind, flag in (
                    ("gone", there[name] & ~now[name]),
                    ("new", ~there[name] & now[name]),
                    ("there", now[name]),
                )
            ),
        )

    @cached_property
    def regions(self) -> dict[str, dict[str, int]]:
        """Per region, in alphabetical order: COUNTS, and `OBSTACLE:gone` … by name."""
        sound = self.pairs.with_columns(
            pl.when("sound").then(pl.col(name)).otherwise(None).alias(name)
            for name in self.pairs.columns
            if name not in ("region", "sound")
        )
        sums = [
            pl.len().alias("pds"),
            pl.col("sound").not_().sum().alias("stopped"),
            pl.col("moved").sum(),
            *(pl.col(kind).list.len().sum() for kind in ("done", "gone", "new")),
            *(pl.col(name).sum() for name in self.pairs.columns if ":" in name),
        ]
        found = sound.group_by("region").agg(sums).sort("region")
        return {row.pop("region"): row for row in found.iter_rows(named=True)}

    @cached_property
    def whole(self) -> dict[str, int]:
        """The same over all regions."""
        names = [*COUNTS, *(name for name in self.pairs.columns if ":" in name)]
        return {name: sum(row[name] for row in self.regions.values()) for name in names}

    def steps(self, kind: str) -> list[tuple[str, int]]:
        """How many PDs each step was `done`, `gone` or `new` for; most first, else base order."""
        found = self.pairs.filter("sound").select(kind).explode(kind).drop_nulls()
        counted = dict(found.group_by(kind).len().iter_rows())
        ordered = ((step, counted[step]) for step in self.knowledge.steps if step in counted)
        return sorted(ordered, key=lambda item: -item[1])

    @cached_property
    def alone(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names of the PDs that only one of the tables has, in its order."""
        return _without(self.before, self.after), _without(self.after, self.before)

    def as_json(self) -> dict[str, Any]:
        """`region-progress/1`."""
        knowledge = self.knowledge
        tables = zip(("before", "after"), (self.before, self.after), self.alone, strict=True)
        return {
            "schema": SCHEMA,
            "knowledge": knowledge.edition,
            "tables": {
                name: {
                    "only_here": list(alone),
                    "repeated": list(table.repeated),
                    "unnamed": table.unnamed,
                    "rejected": table.rejected,
                }
                for name, table, alone in tables
            },
            "whole": self._told(self.whole),
            "regions": [{"region": r, **self._told(row)} for r, row in self.regions.items()],
            "steps": {kind: dict(self.steps(kind)) for kind in ("done", "gone", "new")},
        }

    def _told(self, row: dict[str, int]) -> dict[str, Any]:
        kinds = ("gone", "new", "there")
        found = {name: {kind: row[f"{name}:{kind}"] for kind in kinds} for name in self.obstacles}
        return {**{name: row[name] for name in COUNTS}, "obstacles": found}

    def notes(self) -> Iterator[Said]:
        """How the tables were read."""
        yield from (*self.before.notes, *self.after.notes)


def obstacles(knowledge: Knowledge) -> tuple[str, ...]:
    """The derived terms counted as obstacles, as a batch's summary has them."""
    derived = [term.name for term in knowledge.vocabulary.derived]
    return tuple(term for term in derived if term.startswith(OBSTACLE)) or tuple(derived)


def compare_tables(
    knowledge: Knowledge, before: Path, after: Path, asked: Asked = AS_IT_IS
) -> Regions:
    """Judge both tables by the same rules and compare. Raises AdvisorError."""
    names = obstacles(knowledge)
    return Regions(knowledge, *(judged(knowledge, path, names, asked) for path in (before, after)))


def _without(table: Judged, other: Judged) -> tuple[str, ...]:
    rest = table.rows.join(other.rows.select(KEY), on=KEY, how="anti", maintain_order="left")
    return tuple(rest["name"].to_list())
