"""The vocabulary: which terms exist, which values they take, and how they are put into words."""

from collections.abc import Sequence
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from advisor.common.language import Said, said, shortened
from advisor.common.text import Text
from advisor.knowledge.model import Model
from advisor.knowledge.phrase import YES_NO, Phrase, Value
from advisor.knowledge.rule import Waiver

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
"""Words of small letters and digits, joined by one `_` each: experta keeps `__` for itself."""
LARGEST = 999_999_999_999_999
"""The largest number a term can take: a spreadsheet keeps so many digits, and so does JSON."""
Limit = Annotated[int, Field(ge=0, le=LARGEST)]
RESERVED_TERMS = ("self", "name", "pd", "opd", "nama", "region", "wilayah", "status", "plan")
"""Names that no term can have: experta's, and the columns that a table of PDs has anyway."""
RESERVED_CHOICES = ("unknown", "null", "yes", "no", "true", "false")
"""Values that no choice can have: as an answer or in a condition they mean something else."""


UNKNOWN = "unknown"
"""How facts files write what is not known."""


class Topic(Model):
    """A group of terms, as the questionnaire shows them."""

    name: Name
    title: Text


class Actor(Model):
    """Who acts."""

    name: Name
    label: Text


class Choice(Model):
    """One value of a choice term; people may call it by its label or by one of its `spellings`."""

    value: Name
    label: Text
    spellings: tuple[str, ...] = ()


class Term(Model):
    """A term that an answer or a rule gives a value; `type` decides which values.

    `better` is the value a PD should wish for (`more` or `less` for a number); `obstacle` says
    that a derived term, when true, stands in the PD's way, `need` that it tells what the PD needs:
    both are shown to the reader first. Verification checks that coming to the
    better value never adds an obstacle. `ambiguous` are the words for yes or no that could mean
    either as an answer to this question; they are refused.
    """

    name: Name
    topic: Name
    label: Text
    type: Literal["yes-no", "choice", "number"] = "yes-no"
    changeable: Literal["yes", "no"] = "yes"
    choices: tuple[Choice, ...] = ()
    min: Limit = 0
    max: Limit = 0
    unit: Text | None = None
    holds: Text | None = None
    fails: Text | None = None
    better: str | None = None
    obstacle: Literal["yes", "no"] = "no"
    need: Literal["yes", "no"] = "no"
    waivers: tuple[Waiver, ...] = ()
    ambiguous: tuple[str, ...] = ()

    @property
    def values(self) -> Sequence[Value]:
        """Every value the term can take, in the order a person is shown them.

        A number's are a `range`, however many: ask for its ends, or whether it holds a value, and
        do not go through it.
        """
        match self.type:
            case "yes-no":
                return (True, False)
            case "choice":
                return tuple(choice.value for choice in self.choices)
            case _:
                return range(self.min, self.max + 1)

    def parse(self, text: str) -> Value | Said:
        """The value written as `text`, or what is wrong with it."""
        given = shortened(text)
        match self.type:
            case "yes-no":
                value = {**YES_NO, "true": True, "false": False}.get(text)
                return value if value is not None else said("value.yes-no", given=given)
            case "choice":
                choices = tuple(choice.value for choice in self.choices)
                return text if text in choices else said("value.choice", given=given, known=choices)
            case _:
                return self._number(text)

    def accepts(self, phrase: Phrase) -> bool:
        """Whether a phrase can speak of this term: same type, values inside the domain."""
        if self.type != "number":
            return not phrase.is_range and set(phrase.allowed) <= set(self.values)
        edges = [edge for edge in (phrase.low, phrase.high) if edge is not None]
        return phrase.is_range and all(self.min <= edge <= self.max for edge in edges)

    def improves(self, before: Value, after: Value) -> bool:
        """Whether `after` is declared better than `before`."""
        if self.type == "number":
            assert isinstance(before, int)
            assert isinstance(after, int)
            return {"more": after > before, "less": after < before}.get(self.better or "", False)
        return self.better is not None and after == self.parse(self.better) != before

    def sentence(self, value: Value) -> Text:
        """The statement that the term has this value, as a sentence without full stop."""
        if self.type == "yes-no" and self.holds and self.fails:
            return self.holds if value else self.fails
        shown = self.shown(value)
        return Text(id=f"{self.label.id}: {shown.id}", en=f"{self.label.en}: {shown.en}")

    def shown(self, value: Value) -> Text:
        """The value alone, as a person reads it."""
        if self.type == "yes-no":
            return Text(id="ya", en="yes") if value else Text(id="tidak", en="no")
        if self.type == "choice":
            return next(choice.label for choice in self.choices if choice.value == value)
        if self.unit is None:
            return Text(id=str(value), en=str(value))
        return Text(id=f"{value} {self.unit.id}", en=f"{value} {self.unit.en}")

    def _number(self, text: str) -> int | Said:
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None
        if number is None or not self.min <= number <= self.max:
            return said("value.number", given=shortened(text), min=self.min, max=self.max)
        return number


def written(value: Value | None) -> str:
    """A value as facts files write it: yes, no, a choice or a number; None is not known."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


class Subject(Model):
    """What a table calls whom the advice is about, and where that is."""

    name: Text = Text(id="Nama", en="Name")
    region: Text = Text(id="Wilayah", en="Region")


class Vocabulary(Model):
    """All terms: the asked ones, which answers give, and the derived ones, which rules conclude.

    `title` heads every plan that follows from this knowledge; `subject` names the first columns of
    a table to fill in.
    `exclusive` lists groups of derived terms of which no two can be true of one PD.
    """

    version: Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
    title: Text
    subject: Subject = Subject()
    topics: tuple[Topic, ...]
    terms: tuple[Term, ...]
    derived: tuple[Term, ...]
    actors: tuple[Actor, ...]
    exclusive: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def asked(self) -> dict[str, Term]:
        """Asked terms by name, in the file's order."""
        return {term.name: term for term in self.terms}

    @cached_property
    def all(self) -> dict[str, Term]:
        """Asked and derived terms by name."""
        return {term.name: term for term in (*self.terms, *self.derived)}
