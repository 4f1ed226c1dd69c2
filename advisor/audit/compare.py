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
    `moved` are steps in both whose place among the steps in both is another; `changed` gives for
    steps in both the aspects that differ; `halted` says that what is told in place of a plan
    (contradictions, out of scope) differs.
    """

    status: tuple[str, str] | None
    gone: tuple[str, ...]
    new: tuple[str, ...]
    moved: tuple[str, ...]
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
            "moved": list(self.moved),
            "changed": {step: list(aspects) for step, aspects in self.changed.items()},
            "halted": self.halted,
        }


def compare(before: Json, after: Json) -> Difference:
    """How `after` differs from `before`, both an Advice as JSON."""
    old = {step["step"]: step for step in before["steps"]}
    new = {step["step"]: step for step in after["steps"]}
    common = [step for step in old if step in new]
    order = [step for step in new if step in old]
    changed = {step: _aspects(old[step], new[step]) for step in common}
    status = (before["status"], after["status"])
    return Difference(
        status=status if status[0] != status[1] else None,
        gone=tuple(step for step in old if step not in new),
        new=tuple(step for step in new if step not in old),
        moved=tuple(a for a, b in zip(order, common, strict=True) if a != b),
        changed={step: aspects for step, aspects in changed.items() if aspects},
        halted=any(before[key] != after[key] for key in ("contradictions", "message")),
    )


def _aspects(old: Json, new: Json) -> tuple[str, ...]:
    return tuple(aspect for aspect in ASPECTS if old[aspect] != new[aspect])
