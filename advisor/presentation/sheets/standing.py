"""Where a plan stands: what to take now, what is late, what waits, which obstacle holds most back.

A step is done when its note says so (one that an answer says is done has left the plan). A dropped
step is none to take, but whatever waits for it still does: that it was dropped does not do it.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from advisor.advice.advice import Advice, AdvisedStep
from advisor.advice.notes import Note, Notes
from advisor.knowledge.knowledge import Knowledge
from advisor.presentation.stages import NOW


@dataclass(frozen=True, slots=True)
class Held:
    """An obstacle that holds: its steps that are left, those of them that wait for another of them,
    and the other steps that wait for any, directly or not.
    """

    term: str
    steps: tuple[AdvisedStep, ...]
    within: tuple[AdvisedStep, ...]
    others: tuple[AdvisedStep, ...]


@dataclass(frozen=True)
class Standing:
    """Where a plan stands on a day."""

    knowledge: Knowledge
    advice: Advice
    notes: Notes
    today: date

    def note(self, step: AdvisedStep) -> Note:
        """What is noted on a step."""
        return self.notes.get(step.step, Note())

    @cached_property
    def left(self) -> tuple[AdvisedStep, ...]:
        """The steps that are not done, dropped ones too."""
        return tuple(step for step in self.advice.steps if self.note(step).status != "done")

    @cached_property
    def open(self) -> tuple[AdvisedStep, ...]:
        """The steps that somebody is still to take."""
        return tuple(step for step in self.left if self.note(step).status != "dropped")

    @property
    def ready(self) -> tuple[AdvisedStep, ...]:
        """The open steps that wait for nothing."""
        left = {step.step for step in self.left}
        return tuple(step for step in self.open if left.isdisjoint(step.after))

    @property
    def now(self) -> tuple[AdvisedStep, ...]:
        """The few to take now, by rank."""
        return self.ready[:NOW]

    @property
    def late(self) -> tuple[AdvisedStep, ...]:
        """The open steps whose day has passed, the longest overdue first."""
        passed = [step for step in self.open if self.due(step) < self.today]
        return tuple(sorted(passed, key=self.due))

    def due(self, step: AdvisedStep) -> date:
        """The day by which a step is due; the last of all for one without."""
        return self.note(step).due or date.max

    @property
    def dated(self) -> bool:
        """Whether any open step has a day by which it is due."""
        return any(self.note(step).due for step in self.open)

    @property
    def awaited(self) -> tuple[tuple[AdvisedStep, tuple[AdvisedStep, ...]], ...]:
        """Each step that others wait for and that waits for none itself, dropped or not, with all
        that wait for it, directly or not.
        """
        left = {step.step for step in self.left}
        first = (step for step in self.left if left.isdisjoint(step.after))
        pairs = ((step, self.waiting((step,))) for step in first)
        return tuple((step, others) for step, others in pairs if others)

    @property
    def obstacles(self) -> tuple[Held, ...]:
        """The obstacles that hold and have steps left: first the one whose steps hold back most
        others, then most of each other, then the one with most steps, then in the vocabulary's
        order.
        """
        holding = {item.term for item in self.advice.findings if item.value}
        names = (t.name for t in self.knowledge.vocabulary.derived if t.obstacle == "yes")
        found = [self.held(name) for name in names if name in holding]
        left = [item for item in found if item.steps]
        return tuple(sorted(left, key=lambda i: (-len(i.others), -len(i.within), -len(i.steps))))

    def held(self, obstacle: str) -> Held:
        """What an obstacle's steps hold back: a step is its own when a reason for it names it."""
        own = tuple(
            step
            for step in self.left
            if any(item.term == obstacle for reason in step.reasons for item in reason.because)
        )
        waiting = self.waiting(own)
        within = tuple(step for step in waiting if step in own)
        return Held(obstacle, own, within, tuple(step for step in waiting if step not in own))

    def waiting(self, steps: tuple[AdvisedStep, ...]) -> tuple[AdvisedStep, ...]:
        """The open steps that wait for one of these, directly or not; some of these may."""
        holding, found = {step.step for step in steps}, set()
        for step in self.left:
            # Prerequisites have the lower ranks, hence one walk finds all.
            if not holding.isdisjoint(step.after):
                holding.add(step.step)
                found.add(step.step)
        return tuple(step for step in self.open if step.step in found)
