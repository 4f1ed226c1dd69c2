"""What one part of the benchmarks found: targets, held against a peer or a limit, and tables."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Target:
    """`ratio` is to the peer or limit in `of`; neither `most` nor `least`: for comparison only."""

    work: str
    measured: str
    ratio: float
    of: str
    most: float | None = None
    least: float | None = None

    @property
    def met(self) -> str:
        if self.most is None and self.least is None:
            return ""
        low, high = self.least or 0.0, float("inf") if self.most is None else self.most
        return "yes" if low <= self.ratio <= high else "**no**"

    def cells(self) -> tuple[str, ...]:
        goal = f"at most {self.most:g}" if self.most is not None else ""
        goal = f"at least {self.least:g}" if self.least is not None else goal
        return self.work, self.measured, f"{self.ratio:,.3g} x {self.of}", goal, self.met


@dataclass
class Part:
    """`profiles`: where the time of a work goes, as shares by function or module."""

    targets: list[Target] = field(default_factory=list)
    profiles: dict[str, str] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)
    picture: str = ""


def at_most(work: str, value: float, limit: float, unit: str) -> Target:
    """A target whose peer is a limit."""
    return Target(work, f"{value:,.3g} {unit}", value / limit, f"{limit:g} {unit}", most=1)


def at_least(work: str, value: float, limit: float, unit: str) -> Target:
    return Target(work, f"{value:,.0f} {unit}", value / limit, f"{limit:,.0f} {unit}", least=1)


def table(head: tuple[str, ...], rows: list[Any]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
