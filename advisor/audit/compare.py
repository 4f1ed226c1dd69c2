"""What is different between two advices for the same answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
ASPECTS = (
    "text", "detail", "actor", "urgency", "after", "unsure", "alternatives", "sources", "reasons",
)  # fmt: skip
"""What of a step can differ while it stands at the same place."""


@dataclass(frozen=True)
class Difference:
    """How an advice differs from an earlier one.

    `status` holds the status before and after when they differ; `gone` and `new` are steps;
    `moved` gives, for the fewest steps whose moving makes one order into the other, the rank
    before and after; `changed` gives for steps in both the aspects that differ; `halted` says that
    what is told in place of a plan (contradictions, out of scope) differs.
    """

    status: tuple[str, str] | None
    gone: tuple[str, ...]
    new: tuple[str, ...]
    moved: Mapping[str, tuple[int, int]]
    changed: Mapping[str, tuple[str, ...]]
    halted: bool

    def __bool__(self) -> bool:
        return bool(
            self.status or self.gone or self.new or self.moved or self.changed or self.halted
        )

    def as_json(self) -> dict[str, Any]:
        """The fields as JSON has them."""
        return {
            "status": list(self.status) if self.status else None,
            "gone": list(self.gone),
            "new": list(self.new),
            "moved": {step: list(ranks) for step, ranks in self.moved.items()},
            "changed": {step: list(aspects) for step, aspects in self.changed.items()},
            "halted": self.halted,
        }


def compare(before: Json, after: Json) -> Difference:
    """How `after` differs from `before`, both an Advice as JSON."""
    old = {step["step"]: step for step in before["steps"]}
    new = {step["step"]: step for step in after["steps"]}
    common = [step for step in old if step in new]
    staying = _staying([new[step]["rank"] for step in common])
    moved = [step for place, step in enumerate(common) if place not in staying]
    changed = {step: _aspects(old[step], new[step]) for step in common}
    status = (before["status"], after["status"])
    return Difference(
        status=status if status[0] != status[1] else None,
        gone=tuple(step for step in old if step not in new),
        new=tuple(step for step in new if step not in old),
        moved={step: (old[step]["rank"], new[step]["rank"]) for step in moved},
        changed={step: aspects for step, aspects in changed.items() if aspects},
        halted=any(before[key] != after[key] for key in ("contradictions", "message")),
    )


def _staying(ranks: list[int]) -> set[int]:
    """The places of a longest rising run of ranks, neighbours or not: these steps stay in order."""
    best: list[list[int]] = []
    for place, rank in enumerate(ranks):
        before = [run for run in best if ranks[run[-1]] < rank]
        best.append([*_longest(before), place])
    return set(_longest(best))


def _longest(runs: list[list[int]]) -> list[int]:
    """The first of the longest."""
    return max(runs, key=len) if runs else []


def _aspects(old: Json, new: Json) -> tuple[str, ...]:
    return tuple(aspect for aspect in ASPECTS if old[aspect] != new[aspect])
