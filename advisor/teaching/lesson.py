"""One lesson, as lessons.yaml states it."""

from typing import Literal

from pydantic import Field

from advisor.common.text import Text
from advisor.inference.evaluator import Status
from advisor.knowledge.declarations import StepId
from advisor.knowledge.model import Model

FILE = "lessons.yaml"


class Expect(Model):
    """What a scenario must come to; only what is stated is checked.

    `order` names steps of which each must stand before the next; `complete` says whether every
    question that can still change the plan has been answered.
    """

    status: Status = "advised"
    top: str | None = None
    order: tuple[str, ...] = ()
    fires: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    complete: Literal["yes", "no"] | None = None


class Twist(Model):
    """A change of some answers, and what the scenario then comes to."""

    text: Text
    set: dict[str, str] = Field(min_length=1)
    expect: Expect


class Lesson(Model):
    """A scenario with one learning goal, what to look at, and what to talk about."""

    id: StepId
    title: Text
    goal: Text
    story: Text
    answers: dict[str, str] = Field(min_length=1)
    look: tuple[Text, ...] = Field(min_length=1)
    discuss: tuple[Text, ...] = Field(min_length=1)
    expect: Expect
    twist: Twist | None = None


class Lessons(Model):
    """lessons.yaml: in the order in which to teach them."""

    lessons: tuple[Lesson, ...]
