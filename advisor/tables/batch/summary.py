"""What a province needs from a batch: how many PDs per obstacle, step, rule and region."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from advisor.common.text import Text
from advisor.knowledge.knowledge import Knowledge
from advisor.tables.batch.results import STOPPED

OBSTACLE = "obstacle_"
"""A derived term of this beginning is an obstacle; a base without any shows all its findings."""


@dataclass(frozen=True)
class Summary:
    """Counts of PDs from a tally; `rejected` counts rows that could not be read."""

    knowledge: Knowledge
    tally: pl.DataFrame
    rejected: int = 0

    @cached_property
    def counts(self) -> Mapping[tuple[str, str], int]:
        """PDs by kind and key, all regions together."""
        whole = self.tally.group_by("kind", "key").agg(pl.col("count").sum())
        return {(kind, key): count for kind, key, count in whole.iter_rows()}

    @cached_property
    def by_region(self) -> dict[str, dict[tuple[str, str], int]]:
        """PDs by kind and key in each region, regions in alphabetical order."""
        found: dict[str, dict[tuple[str, str], int]] = {}
        for region, kind, key, count in self.tally.iter_rows():
            found.setdefault(region, {})[kind, key] = count
        return dict(sorted(found.items()))

    @property
    def pds(self) -> int:
        """All PDs judged."""
        return total(self.counts)

    @property
    def sound(self) -> int:
        """The PDs that are in scope and whose answers do not contradict each other."""
        return self.pds - sum(self.counts.get(("status", status), 0) for status in STOPPED)

    @property
    def unanswered(self) -> int:
        """The PDs of which nothing is known: perhaps rows of a sum or a heading."""
        return self.counts.get(("unanswered", ""), 0)

    @property
    def obstacles(self) -> tuple[str, ...]:
        """The derived terms shown as obstacles, in the vocabulary's order."""
        derived = [term.name for term in self.knowledge.vocabulary.derived]
        return tuple(term for term in derived if term.startswith(OBSTACLE)) or tuple(derived)

    def ranked(self, kind: str) -> list[tuple[str, int]]:
        """The keys of a kind with their counts, the most frequent first, else in base order."""
        order = {
            "step": list(self.knowledge.steps),
            "first": list(self.knowledge.steps),
            "rule": [rule.id for rule in self.knowledge.rules],
        }[kind]
        counted = [(key, self.counts[kind, key]) for key in order if (kind, key) in self.counts]
        return sorted(counted, key=lambda item: -item[1])

    def step(self, step: str) -> Text:
        """A step in words that fit any PD."""
        return self.knowledge.step_text(step)

    def as_json(self) -> dict[str, Any]:
        """`summary/1`: everything counted, whole and by region."""
        knowledge = self.knowledge
        return {
            "schema": "summary/1",
            "knowledge": knowledge.edition,
            "pds": self.pds,
            "judged": self.sound,
            "rejected": self.rejected,
            "unanswered": self.unanswered,
            **self._counted(self.counts),
            "regions": [
                {"region": region, "pds": total(counts), **self._counted(counts)}
                for region, counts in self.by_region.items()
            ],
        }

    def _counted(self, counts: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
        kinds = ("status", "finding", "open", "step", "likely", "first", "rule")
        names = (
            "status", "findings", "undecided_findings", "steps", "steps_unless_done", "first_steps",
            "rules",
        )  # fmt: skip
        return {
            name: {key: count for (kind, key), count in sorted(counts.items()) if kind == wanted}
            for name, wanted in zip(names, kinds, strict=True)
        }


def total(counts: Mapping[tuple[str, str], int]) -> int:
    """The PDs in one group of counts: each has one status."""
    return sum(count for (kind, _), count in counts.items() if kind == "status")
