"""Loads both folders into a Knowledge, or reports every problem of all files at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from advisor.common.errors import MAX_PROBLEMS, AdvisorError, Problem
from advisor.common.language import said
from advisor.common.locations import knowledge_folder, rules_folder
from advisor.knowledge.check_base import check_base, check_spellings
from advisor.knowledge.check_rule import check_rule
from advisor.knowledge.check_sources import check_sources
from advisor.knowledge.declarations import Coverage, Questions, Sources, Steps
from advisor.knowledge.knowledge import Knowledge, layered
from advisor.knowledge.model import fill
from advisor.knowledge.read_base import Filed, ParsedBase
from advisor.knowledge.rule import Rule
from advisor.knowledge.storage import KNOWLEDGE, RULES, Folders, Origin, Texts
from advisor.knowledge.vocabulary import Vocabulary
from advisor.knowledge.yaml_reader import parse

M = TypeVar("M", bound=BaseModel)


def load(rules: Path | None = None, knowledge: Path | None = None) -> Knowledge:
    """Load a knowledge base, the shipped one by default. Raises AdvisorError with all problems."""
    return _load(Folders(rules or rules_folder(), knowledge or knowledge_folder()), spellings=True)


def load_texts(texts: Mapping[str, bytes]) -> Knowledge:
    """Load a knowledge base from `Knowledge.texts`, as strictly as from folders.

    But for what people call its choices: the answers of an old record are canonical.
    """
    return _load(Texts(texts))


def read_unchecked(rules: Path, knowledge: Path) -> tuple[ParsedBase, Mapping[str, bytes]]:
    """A base whose names may not fit together, and its texts as `load_texts` takes them.

    Raises AdvisorError with every problem of the files that cannot be read.
    """
    reading = _Reading(Folders(rules, knowledge))
    base = reading.base()
    if reading.problems or not base:
        raise AdvisorError(reading.problems)
    return base, reading.texts


def _load(origin: Origin, spellings: bool = False) -> Knowledge:
    reading = _Reading(origin)
    base = reading.base()
    problems = list(reading.problems)
    if base:
        problems += [problem for filed in base.rules for problem in check_rule(base, filed)]
        # A file that could not be read makes every name it defines look undefined.
        problems += [] if reading.problems else check_base(base)
        article = origin.article(base.sources.model.article.file)
        problems += islice(check_sources(base.sources, article), MAX_PROBLEMS)
        problems += islice(check_spellings(base), MAX_PROBLEMS if spellings else 0)
    if problems or not base:
        raise AdvisorError(sorted(problems, key=lambda p: (p.where, p.line or 0)))
    return _assemble(base, reading.texts)


@dataclass
class _Reading:
    """Reads files and collects their problems, so that one bad file hides no other."""

    origin: Origin
    problems: list[Problem] = field(default_factory=list)
    texts: dict[str, bytes] = field(default_factory=dict)

    def base(self) -> ParsedBase | None:
        vocabulary = self.file(KNOWLEDGE, "vocabulary.yaml", Vocabulary)
        questions = self.file(KNOWLEDGE, "questions.yaml", Questions)
        steps = self.file(KNOWLEDGE, "steps.yaml", Steps)
        sources = self.file(KNOWLEDGE, "sources.yaml", Sources)
        coverage = self.file(KNOWLEDGE, "article.yaml", Coverage)
        filed = self.rules()
        if not (vocabulary and questions and steps and sources and coverage):
            return None
        return ParsedBase(vocabulary, questions, steps, sources, coverage, filed)

    def rules(self) -> tuple[Filed[Rule], ...]:
        paths = tuple(self.origin.rules())
        self.problems += self.origin.strays()
        if not paths:
            self.problems.append(Problem(self.origin.shown(RULES, ""), None, said("load.no-rules")))
        filed = (self.file(RULES, path, Rule) for path in paths)
        return tuple(item for item in filed if item)

    def file(self, part: str, path: str, model: type[M]) -> Filed[M] | None:
        try:
            content = self.origin.content(part, path)
            self.texts[f"{part}/{path}"] = content
            document = parse(content, self.origin.shown(part, path))
            return Filed(document, fill(model, document, document.data))
        except AdvisorError as error:
            self.problems += error.problems
            return None


def _assemble(base: ParsedBase, texts: Mapping[str, bytes]) -> Knowledge:
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
        texts=texts,
        nothing_to_do=base.nothing_to_do,
        places=dict(_places(base)),
    )


def _places(base: ParsedBase) -> Iterator[tuple[tuple[str, str], tuple[str, int]]]:
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
