"""What exact verification finds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from advisor.knowledge.phrase import Value
from advisor.knowledge.rule import DefectKind

Subject = tuple[Literal["rule", "step", "term", "steps"], str]
"""What a defect is about: a rule by id, a step by id, a term by name, or all steps together."""


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that is wrong with the knowledge, over all answer combinations.

    The first subject is where the message points; a waiver stands with any of them. `others`
    names what it happens with: the rules that say the same, the lines of the rule that exclude
    each other (`term: phrase`), the steps that can't come about, the value never possible.
    """

    kind: DefectKind
    subjects: tuple[Subject, ...]
    others: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """The id or name of the first subject."""
        return self.subjects[0][1]


@dataclass(frozen=True, slots=True)
class Example:
    """A PD that shows a defect, with as few answers as can show it.

    `change`, if any, is the one answer to change and its new value: what then happens, or does
    not happen, is the defect.
    """

    answers: Mapping[str, Value]
    change: tuple[str, Value] | None = None
