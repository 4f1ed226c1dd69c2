"""A simulation's result: the effects, what they rest on, and their JSON and CSV forms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import polars as pl

from advisor.knowledge.knowledge import Knowledge
from advisor.tables.batch.safe import csv_bytes
from advisor.tables.simulation.effects import COUNTS
from advisor.tables.simulation.sampling import change_interval, share_interval, standard_error


class Effect(NamedTuple):
    """PDs before and after, and how many lost or gained it."""

    before: int
    after: int
    lost: int
    gained: int


NONE = Effect(0, 0, 0, 0)


@dataclass(frozen=True)
class Population:
    """Where the PDs come from: a table (`seed` None), or drawn, with the share of draws kept."""

    source: str
    seed: int | None = None
    acceptance: float = 1.0
    rejected: int = 0
    unanswered: int = 0

    @property
    def drawn(self) -> bool:
        """Whether the PDs are a sample, so that figures have a sampling error."""
        return self.seed is not None


@dataclass(frozen=True)
class Simulation:
    """What the policies do to the population; `effects` as `Effects.of` gives them.

    `matched` counts the PDs that each policy is meant for.
    """

    knowledge: Knowledge
    population: Population
    policies: tuple[str, ...]
    matched: tuple[int, ...]
    by: str
    effects: pl.DataFrame

    @cached_property
    def whole(self) -> dict[tuple[str, str], Effect]:
        """Effects by kind and key, all groups together."""
        added = self.effects.group_by("kind", "key").agg(pl.col(COUNTS).sum())
        return {(kind, key): Effect(*counts) for kind, key, *counts in added.iter_rows()}

    @cached_property
    def groups(self) -> dict[str, dict[tuple[str, str], Effect]]:
        """Effects by kind and key in each group, groups by number or alphabet."""
        found: dict[str, dict[tuple[str, str], Effect]] = {}
        for group, kind, key, *counts in self.effects.iter_rows():
            found.setdefault(group, {})[kind, key] = Effect(*counts)
        return dict(sorted(found.items(), key=lambda item: _ordinal(item[0])))

    @property
    def pds(self) -> int:
        """All PDs."""
        return self.whole.get(("pds", ""), NONE).before

    @property
    def idle(self) -> tuple[str, ...]:
        """The policies that no PD of the population is meant by."""
        pairs = zip(self.policies, self.matched, strict=True)
        return tuple(policy for policy, matched in pairs if not matched)

    def vanished(self, effects: Mapping[tuple[str, str], Effect]) -> tuple[str, ...]:
        """Steps that were advised to some PD of a group and are advised to none any more."""
        return self._steps(effects, lambda effect: effect.before > 0 == effect.after)

    def appeared(self, effects: Mapping[tuple[str, str], Effect]) -> tuple[str, ...]:
        """Steps that were advised to no PD of a group and now are to some."""
        return self._steps(effects, lambda effect: effect.after > 0 == effect.before)

    def of_kind(self, kind: str) -> list[tuple[str, Effect]]:
        """The effects of a kind, the greatest change first, then by key."""
        found = [(key, effect) for (k, key), effect in self.whole.items() if k == kind]
        return sorted(found, key=lambda item: (-abs(item[1].after - item[1].before), item[0]))

    def changed(self, what: str) -> int:
        """How many PDs have other `answers`, another `status`, `first` step or `plan`."""
        return self.whole.get(("change", what), NONE).gained

    def as_json(self) -> dict[str, Any]:
        """`simulation/1`; shares and intervals only where the population was drawn."""
        knowledge, population = self.knowledge, self.population
        return {
            "schema": "simulation/1",
            "knowledge": knowledge.edition,
            "population": {
                "source": population.source,
                "seed": population.seed,
                "pds": self.pds,
                "rejected": population.rejected,
                "unanswered": population.unanswered,
                "acceptance": population.acceptance,
            },
            "policies": list(self.policies),
            "matched": list(self.matched),
            "vanished": list(self.vanished(self.whole)),
            "appeared": list(self.appeared(self.whole)),
            "effects": self._told(self.whole, self.pds),
            "by": self.by.removeprefix("@"),
            "groups": [
                {
                    "group": group,
                    "vanished": list(self.vanished(effects)),
                    "appeared": list(self.appeared(effects)),
                    "effects": self._told(effects, effects["pds", ""].before),
                }
                for group, effects in self.groups.items()
            ],
        }

    def as_csv(self) -> bytes:
        """A line per group, kind and key; the whole population has the group `*`."""
        names = ("group", "kind", "key", "pds", *COUNTS, "difference", "low_95", "high_95")
        lines: list[tuple[object, ...]] = [names]
        for group, effects in (("*", self.whole), *self.groups.items()):
            size = effects.get(("pds", ""), NONE).before
            for kind, key in sorted(effects):
                effect = effects[kind, key]
                lines.append((group, kind, key, size, *effect, *self._error(effect, size)))
        return csv_bytes(lines)

    def _steps(
        self, effects: Mapping[tuple[str, str], Effect], wanted: Callable[[Effect], bool]
    ) -> tuple[str, ...]:
        found = ((step, effects.get(("step", step), NONE)) for step in self.knowledge.steps)
        return tuple(step for step, effect in found if wanted(effect))

    def _error(self, effect: Effect, size: int) -> tuple[object, ...]:
        difference = _rounded((effect.after - effect.before) / size if size else 0.0)
        if not self.population.drawn:
            return (difference, None, None)
        low, high = change_interval(effect.lost, effect.gained, size)
        return (difference, _rounded(low), _rounded(high))

    def _told(
        self, effects: Mapping[tuple[str, str], Effect], size: int
    ) -> list[dict[str, object]]:
        return [
            {
                "kind": kind,
                "key": key,
                **effects[kind, key]._asdict(),
                **self._sampling(kind, effects[kind, key], size),
            }
            for kind, key in sorted(effects)
        ]

    def _sampling(self, kind: str, effect: Effect, size: int) -> dict[str, object]:
        if not self.population.drawn or kind == "pds":
            return {}
        error = standard_error(effect.lost, effect.gained, size)
        intervals = {
            "before_95": share_interval(effect.before, size),
            "after_95": share_interval(effect.after, size),
            "difference_95": change_interval(effect.lost, effect.gained, size),
        }
        told = {name: [_rounded(edge) for edge in interval] for name, interval in intervals.items()}
        return {"difference_se": _rounded(error), **told}


def _rounded(share: float) -> float:
    return round(share, 6)


def _ordinal(group: str) -> tuple[bool, int, str]:
    return not group.isdecimal(), int(group) if group.isdecimal() else 0, group
