"""The consultations of one PD in the order of time, and the progress from each to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from advisor.common.json_form import json_object
from advisor.common.language import Said
from advisor.explanation.situation import Situation
from advisor.follow_up.progress import Progress
from advisor.knowledge.knowledge import Knowledge
from advisor.presentation.stages import stages

SCHEMA = "progress/1"


@dataclass(frozen=True)
class Visit:
    """One consultation.

    `name` is what it is called, `record` its number in the ledger and `time` when it was recorded
    (UTC), where it was. `dropped` are answers that the rules of the comparison do not know.
    """

    name: Said
    situation: Situation
    record: int | None = None
    time: str | None = None
    dropped: tuple[str, ...] = ()

    @cached_property
    def stages(self) -> tuple[int, ...]:
        """How many steps are open in each stage of the plan."""
        return tuple(len(stage) for stage in stages(self.situation.advice))

    def as_json(self) -> dict[str, Any]:
        """`{"record", "time", "status", "open", "stages", "dropped"}`."""
        head = {"record": self.record, "time": self.time, "status": self.situation.advice.status}
        return json_object(**head, open=sum(self.stages), stages=self.stages, dropped=self.dropped)


@dataclass(frozen=True)
class Course:
    """Consultations under one edition of the rules, at least one of them.

    `versions` are those of the editions with which they were recorded, when these are several or
    others than the one under which they are compared.
    """

    knowledge: Knowledge
    visits: Sequence[Visit]
    versions: tuple[str, ...] = ()

    @cached_property
    def steps(self) -> tuple[Progress, ...]:
        """The progress from each consultation to the next."""
        pairs = pairwise(visit.situation for visit in self.visits)
        return tuple(Progress.between(*pair) for pair in pairs)

    @property
    def widest(self) -> int:
        """The most stages that a plan has."""
        return max(len(visit.stages) for visit in self.visits)

    def as_json(self) -> dict[str, Any]:
        """`progress/1`: the consultations, and what came between them."""
        return json_object(
            schema=SCHEMA,
            knowledge=self.knowledge.edition,
            recorded_with=self.versions,
            consultations=self.visits,
            progress=self.steps,
        )
