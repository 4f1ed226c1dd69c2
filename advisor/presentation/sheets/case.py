"""What the sheets on one plan are made from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from advisor.advice.advice import Advice, AdvisedStep
from advisor.advice.notes import Note, Notes
from advisor.common.language import Language
from advisor.common.messages import word
from advisor.common.time_zone import Zone, default_zone
from advisor.knowledge.knowledge import Knowledge
from advisor.presentation.dates import day
from advisor.presentation.sheets.office import Office
from advisor.presentation.sheets.receipt import Receipt
from advisor.presentation.view import PlanView, StepView, plan_view


@dataclass(frozen=True)
class Case:
    """A plan, what is noted on its steps, and what surrounds it.

    `today` is the day on which something is late or is not; `receipt` is None while the plan is not
    recorded; `key` tells this plan from all others, and stays the same when it is recorded again.
    """

    knowledge: Knowledge
    advice: Advice
    language: Language
    today: date
    notes: Notes = field(default_factory=dict)
    office: Office = field(default_factory=Office)
    receipt: Receipt | None = None
    zone: Zone = field(default_factory=default_zone)
    key: str = ""

    def say(self, key: str, **parameters: object) -> str:
        """One of the program's own words, in the sheet's language."""
        return word(key, self.language, **parameters)

    def note(self, step: str) -> Note:
        """What is noted on a step."""
        return self.notes.get(step, Note())

    def plan(self) -> PlanView:
        """The plan in words."""
        return plan_view(self.knowledge, self.advice, self.language)

    def pairs(self) -> list[tuple[AdvisedStep, StepView]]:
        """Each step, and in words."""
        return list(zip(self.advice.steps, self.plan().steps, strict=True))

    def person(self, step: AdvisedStep) -> str:
        """Who is in charge of a step: the person noted, else who acts."""
        labels = {actor.name: actor.label for actor in self.knowledge.vocabulary.actors}
        return self.note(step.step).person or labels[step.actor].to(self.language)

    def due(self, step: AdvisedStep) -> str:
        """The day by which a step is due, in words; empty without one."""
        at = self.note(step.step).due
        return day(at, self.language) if at else ""

    @property
    def title(self) -> tuple[str, ...]:
        """What the plan is called, and whose it is."""
        title = self.knowledge.vocabulary.title.to(self.language)
        return (title, self.advice.name) if self.advice.name else (title,)

    def cited(self, *locators: str) -> Iterator[str]:
        """Statements of the article, each with where it stands; another article has others."""
        statements = self.knowledge.statements
        for said in (statements[locator] for locator in locators if locator in statements):
            place = self.say("plan.source", place=said.place, locator=said.locator, line=said.line)
            yield f"{said.says.to(self.language)} ({place})"
