"""A file of the tables read by hand: all its problems are collected, and reading goes on."""

from dataclasses import dataclass, field
from typing import ClassVar

from advisor.common.errors import Problem
from advisor.common.language import Said, said
from advisor.knowledge.vocabulary import Vocabulary
from advisor.knowledge.yaml_reader import Data, Document, Location


@dataclass
class DocumentWalk:
    """What a walk through any such file needs; `no_mapping` tells of a place that is none."""

    vocabulary: Vocabulary
    document: Document
    problems: list[Problem] = field(default_factory=list)
    no_mapping: ClassVar[str]

    def mapping(self, data: Data, at: Location) -> dict[str, Data]:
        """The names and contents at a place; none, and a problem, when it has no such."""
        if isinstance(data, dict):
            return data
        self.refuse(at, said(self.no_mapping))
        return {}

    def refuse(self, at: Location, message: Said, hint: Said | None = None) -> None:
        """Keep a problem."""
        self.problems.append(self.document.problem(at, message, hint))
