"""Loads both folders into a Knowledge, or reports every problem of all files at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from advisor.base import Base, Filed
from advisor.catalogue import Coverage, Questions, Sources, Steps
from advisor.check_base import check_base
from advisor.check_rule import check_rule
from advisor.errors import AdvisorError, Problem
from advisor.knowledge import Knowledge, layered
from advisor.language import said
from advisor.locations import knowledge_folder, rules_folder
from advisor.model import fill
from advisor.reader import read
from advisor.rule import Rule
from advisor.vocabulary import Vocabulary

M = TypeVar("M", bound=BaseModel)


def load(rules: Path | None = None, knowledge: Path | None = None) -> Knowledge:
    """Load a knowledge base, the shipped one by default. Raises AdvisorError with all problems."""
    reading = _Reading()
    base = reading.base(rules or rules_folder(), knowledge or knowledge_folder())
    problems = list(reading.problems)
    if base:
        problems += [problem for filed in base.rules for problem in check_rule(base, filed)]
        # A file that could not be read makes every name it defines look undefined.
        problems += [] if reading.problems else check_base(base)
    if problems or not base:
        raise AdvisorError(sorted(problems, key=lambda p: (p.where, p.line or 0)))
    return _assemble(base)


@dataclass
class _Reading:
    """Reads files and collects their problems, so that one bad file hides no other."""

    problems: list[Problem] = field(default_factory=list)

    def base(self, rules: Path, knowledge: Path) -> Base | None:
        vocabulary = self.file(knowledge / "vocabulary.yaml", knowledge, Vocabulary)
        questions = self.file(knowledge / "questions.yaml", knowledge, Questions)
        steps = self.file(knowledge / "steps.yaml", knowledge, Steps)
        sources = self.file(knowledge / "sources.yaml", knowledge, Sources)
        coverage = self.file(knowledge / "article.yaml", knowledge, Coverage)
        filed = self.rules(rules)
        if not (vocabulary and questions and steps and sources and coverage):
            return None
        return Base(vocabulary, questions, steps, sources, coverage, filed)

    def rules(self, folder: Path) -> tuple[Filed[Rule], ...]:
        paths = sorted(folder.rglob("*.yaml"))
        if not paths:
            self.problems.append(Problem(str(folder), None, said("load.no-rules")))
        filed = (self.file(path, folder, Rule) for path in paths)
        return tuple(item for item in filed if item)

    def file(self, path: Path, folder: Path, model: type[M]) -> Filed[M] | None:
        # Shown from above the folder, so that a message reads the same on every machine.
        shown = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        try:
            document = read(path, shown)
            return Filed(document, fill(model, document, document.data))
        except AdvisorError as error:
            self.problems += error.problems
            return None


def _assemble(base: Base) -> Knowledge:
    steps, sources = base.steps.model, base.sources.model
    return Knowledge(
        vocabulary=base.vocabulary.model,
        questions=base.questions.model.questions,
        steps={step.id: step for step in steps.steps},
        wordings=steps.wordings,
        alternatives={group.name: group for group in steps.alternatives},
        article=sources.article,
        statements={item.locator: item for item in sources.statements},
        coverage=base.coverage.model.coverage,
        layers=layered(base.active)[0],
        inactive=tuple(f.model for f in base.rules if f.model.status != "active"),
        paths={filed.model.id: filed.document.path for filed in base.rules},
        digest=base.digest,
        nothing_to_do=base.nothing_to_do,
        places=dict(_places(base)),
    )


def _places(base: Base) -> Iterator[tuple[tuple[str, str], tuple[str, int]]]:
    def place(filed: Filed[Any], *at: str | int) -> tuple[str, int]:
        return filed.document.path, filed.document.line(at)

    for filed in base.rules:
        yield ("rule", filed.model.id), place(filed, "when")
    for index, step in enumerate(base.steps.model.steps):
        yield ("step", step.id), place(base.steps, "steps", index)
    for part in ("terms", "derived"):
        for index, term in enumerate(getattr(base.vocabulary.model, part)):
            yield ("term", term.name), place(base.vocabulary, part, index)
    yield ("steps", "nothing_to_do"), place(base.steps, "nothing_to_do")
