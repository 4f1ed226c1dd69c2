"""Models of the other knowledge files: questions, steps, sources and the coverage map."""

from string import Formatter
from typing import Annotated, Literal

from pydantic import Field, field_validator

from advisor.common.language import LANGUAGES
from advisor.common.text import Text
from advisor.knowledge.model import Model
from advisor.knowledge.phrase import Value, parse_phrase
from advisor.knowledge.rule import Condition, Waiver
from advisor.knowledge.vocabulary import Name, written

StepId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Locator = Annotated[str, Field(pattern=r"^[a-z]+(/[a-z0-9]+)+$")]


class Question(Model):
    """How one asked term is put to a person."""

    term: str
    ask: Text
    help: Text
    reason: Text


class Questions(Model):
    """questions.yaml: in asking order."""

    questions: tuple[Question, ...]


class Wording(Model):
    """A `{name}` in step texts that follows one answer; `otherwise` while it is unknown.

    `values` names the answers as facts files write them.
    """

    name: Name
    term: str
    values: dict[str, Text]
    otherwise: Text

    def text(self, value: Value | None) -> Text:
        """The words for an answer, None while it is not known."""
        return self.otherwise if value is None else self.values.get(written(value), self.otherwise)


class Alternatives(Model):
    """A group of steps of which the article says that any may do."""

    name: str
    title: Text
    note: Text


class Step(Model):
    """A step to recommend: `done_by` is the answer that says it is done, `after` what is first.

    `after_unless` frees the step from some of these: for each, terms and phrases that all hold.
    """

    id: StepId
    text: Text
    detail: Text
    actor: str
    done_by: str | None = None
    after: tuple[str, ...] = ()
    after_unless: dict[str, dict[str, str]] = Field(default_factory=dict)
    alternatives: str | None = None
    sources: tuple[Locator, ...] = Field(min_length=1)
    waivers: tuple[Waiver, ...] = ()

    @property
    def frees(self) -> dict[str, tuple[Condition, ...]]:
        """For a prerequisite, the lines that all hold where the step need not wait for it."""
        return {
            earlier: tuple(Condition("all", t, parse_phrase(text)) for t, text in lines.items())
            for earlier, lines in self.after_unless.items()
        }

    @field_validator("text", "detail")
    @classmethod
    def _has_whole_placeholders(cls, text: Text) -> Text:
        """Refuse a brace that is no part of a `{name}`, and a `{name}` with anything added."""
        for language in LANGUAGES:
            for around, name, width, conversion in Formatter().parse(text.to(language)):
                if width or conversion or name == "" or "{" in around or "}" in around:
                    raise ValueError(name)
        return text

    @property
    def placeholders(self) -> tuple[tuple[str, str, str], ...]:
        """Each `{name}` in the step's texts: field, language, name."""
        return tuple(
            (field, language, name)
            for field, text in (("text", self.text), ("detail", self.detail))
            for language in LANGUAGES
            for _, name, _, _ in Formatter().parse(text.to(language))
            if name is not None
        )


class Steps(Model):
    """steps.yaml: in the article's order.

    `nothing_to_do` maps terms to phrases that must all hold of a PD for which no step is left.
    """

    wordings: tuple[Wording, ...] = ()
    alternatives: tuple[Alternatives, ...] = ()
    steps: tuple[Step, ...]
    nothing_to_do: dict[str, str] = Field(default_factory=dict)


class Article(Model):
    """Which text the locators point into: name, SHA-256 and number of lines of the file."""

    title: str
    author: str
    file: Annotated[str, Field(pattern=r"^[^/\\]+$")]
    lines: int | None = Field(default=None, ge=1)
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Statement(Model):
    """One statement of the article: its locator, its line (from 1), and a paraphrase."""

    locator: Locator
    line: int = Field(ge=1)
    place: Text
    says: Text
    kind: Literal["statement", "definition"]


class Sources(Model):
    """sources.yaml."""

    article: Article
    statements: tuple[Statement, ...]


class Carriers(Model):
    """What carries one statement of the article."""

    rules: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    note: Text | None = None


class Coverage(Model):
    """article.yaml: every statement of the article and what carries it."""

    coverage: dict[str, Carriers]
