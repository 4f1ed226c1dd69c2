"""What an office notes on the steps of its plan. No rule ever reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    from pydantic import TypeAdapter

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


def as_json(notes: Notes) -> dict[str, Any]:
    """`{step: {"person", "due", "evidence", "status", "reason"}}`, the day in ISO form or null."""
    shown: dict[str, Any] = _notes().dump_python(dict(notes), mode="json")
    return shown


def from_json(content: object) -> dict[str, Note]:
    """What `as_json` gave. Raises ValueError for anything else."""
    return _notes().validate_python(content)


@cache
def _notes() -> "TypeAdapter[dict[str, Note]]":
    # Made when first needed: most advice is given without notes.
    from pydantic import TypeAdapter

    return TypeAdapter(dict[str, Note])
