"""Everything one run found, and how a table of it is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from figures import MODES, Scale
from profiles import Profile

CLIPS, USUAL, ENGINE = (
    "clipspy (CLIPS)",
    "experta, as usually written",
    "engine (experta, with trace)",
)
EVALUATOR, COMPILED = "evaluator", "evaluator, compiled"
STRAIGHT = "straight-line Python"


@dataclass(frozen=True)
class Measured:
    """Everything one run found (see `figures`)."""

    scale: Scale
    machine: list[tuple[str, str]]
    size: tuple[int, int]
    wrong: dict[str, int]
    seconds: dict[str, list[float]]
    hundred: dict[str, list[float]]
    fixed: dict[str, float]
    rules: dict[str, dict[int, float | None]]
    rows: list[dict[str, Any]]
    start: dict[str, dict[str, Any]]
    profile: Profile

    @property
    def per_pd(self) -> dict[str, float]:
        """Median seconds per PD."""
        return {name: median(figures) for name, figures in self.seconds.items()}

    @property
    def per_second(self) -> dict[str, dict[int, float]]:
        """PDs a second by mode and number of rows."""
        found: dict[str, dict[int, float]] = {}
        for row in self.rows:
            if "failed" not in row:
                found.setdefault(MODES[row["mode"]], {})[row["rows"]] = row["rows"] / row["seconds"]
        return found

    @property
    def further_rows(self) -> list[tuple[str, int, int, float]]:
        """Work, from how many rows to how many, and seconds that each further row took."""
        return [
            (mode, few, many, (many / speeds[many] - few / speeds[few]) / (many - few))
            for mode, speeds in self.per_second.items()
            for few, many in pairwise(speeds)
        ]


def table(head: tuple[str, ...], rows: list[Any]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
