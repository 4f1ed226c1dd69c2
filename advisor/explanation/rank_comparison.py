"""Why a step stands where it stands: the ranking's own comparison with its neighbours.

The ranking picks, one after another, the best step that is ready. Of two neighbours the lower one
either was not ready, because it waits for the upper, or lost by the first criterion in which the
two differ.
"""

from dataclasses import dataclass
from typing import Any, Literal

from advisor.advice.ranking import RankedStep
from advisor.knowledge.knowledge import Knowledge

Criterion = Literal["prerequisite", "urgency", "waiting", "reasons", "order"]
_CRITERIA: tuple[Criterion, ...] = ("urgency", "waiting", "reasons", "order")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two neighbours of the plan and what put the upper one first.

    `criterion` decided; `upper_value` and `lower_value` are what it compared: urgencies, numbers of
    steps that wait, numbers of reasons, or places in the article's order (from 1). For a
    prerequisite they are None.
    """

    upper: str
    lower: str
    criterion: Criterion
    upper_value: str | int | None = None
    lower_value: str | int | None = None

    def as_json(self) -> dict[str, Any]:
        """`{"upper", "lower", "criterion", "upper_value", "lower_value"}`."""
        return {
            "upper": self.upper,
            "lower": self.lower,
            "criterion": self.criterion,
            "upper_value": self.upper_value,
            "lower_value": self.lower_value,
        }


def compare(knowledge: Knowledge, upper: RankedStep, lower: RankedStep) -> Comparison:
    """What put `upper` directly before `lower`."""
    if upper.step in lower.after:
        return Comparison(upper.step, lower.step, "prerequisite")
    keys = zip(_CRITERIA, upper.key(knowledge), lower.key(knowledge), strict=True)
    criterion = next(name for name, mine, other in keys if mine != other)
    values = (_shown(knowledge, step)[criterion] for step in (upper, lower))
    return Comparison(upper.step, lower.step, criterion, *values)


def _shown(knowledge: Knowledge, step: RankedStep) -> dict[Criterion, str | int]:
    return {
        "urgency": step.urgency,
        "waiting": step.unlocks,
        "reasons": len(step.reasons),
        "order": knowledge.position[step.step] + 1,
    }
