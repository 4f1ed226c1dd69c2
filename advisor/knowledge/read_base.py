"""A knowledge base as read from its files, before its names are cross-checked."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Generic, TypeVar

from pydantic import BaseModel

from advisor.knowledge.declarations import Coverage, Questions, Sources, Steps
from advisor.knowledge.digest import digest
from advisor.knowledge.phrase import parse_phrase
from advisor.knowledge.rule import Condition, Rule
from advisor.knowledge.vocabulary import Term, Vocabulary
from advisor.knowledge.yaml_reader import Document

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Filed(Generic[M]):
    """A model and the document it was read from."""

    document: Document
    model: M


@dataclass(frozen=True)
class ParsedBase:
    """All files of one knowledge base."""

    vocabulary: Filed[Vocabulary]
    questions: Filed[Questions]
    steps: Filed[Steps]
    sources: Filed[Sources]
    coverage: Filed[Coverage]
    rules: tuple[Filed[Rule], ...]

    @cached_property
    def terms(self) -> dict[str, Term]:
        """Asked and derived terms by name."""
        return self.vocabulary.model.all

    @cached_property
    def active(self) -> tuple[Rule, ...]:
        """The rules that take part in a consultation."""
        return tuple(filed.model for filed in self.rules if filed.model.status == "active")

    @cached_property
    def step_ids(self) -> tuple[str, ...]:
        """Step ids in the file's order."""
        return tuple(step.id for step in self.steps.model.steps)

    @cached_property
    def locators(self) -> tuple[str, ...]:
        """Locators of the article's statements in the file's order."""
        return tuple(item.locator for item in self.sources.model.statements)

    @cached_property
    def nothing_to_do(self) -> tuple[Condition, ...]:
        """The lines that must hold when no step is left."""
        lines = self.steps.model.nothing_to_do.items()
        return tuple(Condition("all", term, parse_phrase(text)) for term, text in lines)

    @cached_property
    def digest(self) -> str:
        """The content digest: the same for the same content, wherever and however it is filed."""
        files = (self.vocabulary, self.questions, self.steps, self.sources, self.coverage)
        return digest(
            {
                "knowledge": {PurePosixPath(f.document.path).name: f.document.data for f in files},
                "rules": {filed.model.id: filed.document.data for filed in self.rules},
            }
        )
