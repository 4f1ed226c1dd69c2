"""What an office notes on the steps of its plan. No rule ever reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Status = Literal["not-begun", "under-way", "done", "dropped"]
STATUSES: tuple[Status, ...] = get_args(Status)
"""How far a step is, first to last."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is noted on one step.

    `person` is in charge of it, `due` is the day by which, `evidence` a text or a link, `reason`
    why a step was dropped; each may be empty. A step counts as done by its answer, if it has one
    that says so; `status` is `done` of a step that has none.
    """

    person: str = ""
    due: date | None = None
    evidence: str = ""
    status: Status = "not-begun"
    reason: str = ""


Notes = Mapping[str, Note]
"""By step id. A step without a note has `Note()`."""
