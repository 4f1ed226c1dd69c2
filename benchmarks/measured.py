"""What one run found about the executions."""

from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
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
    wrong: dict[str, int]
    seconds: dict[str, list[float]]
    hundred: dict[str, list[float]]
    building: float
    rules: dict[str, dict[int, float | None]]
    rows: list[dict[str, Any]]
    start: dict[str, dict[str, Any]]
    profile: Profile
    sampled: dict[str, str]

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
    def lines(self) -> dict[str, tuple[float, float, float]]:
        """By work: a and b of seconds = a + b * rows, and the largest deviation as a share.

        Fitted so that each size weighs alike, however short it took.
        """
        found = {}
        for mode, speeds in self.per_second.items():
            rows = np.array(list(speeds), dtype=float)
            seconds = rows / np.array(list(speeds.values()))
            b, a = np.polyfit(rows, seconds, 1, w=1 / seconds)
            found[mode] = (a, b, float(np.max(np.abs((a + b * rows) / seconds - 1))))
        return found
