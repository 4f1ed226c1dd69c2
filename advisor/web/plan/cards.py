"""Each step of the plan as a card: its words, and the steps that it is tied to, to be linked."""

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.advice.advice import Advice, AdvisedStep
from advisor.common.language import Language
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Urgency
from advisor.presentation.view import PlanView, StepView


@dataclass(frozen=True, slots=True)
class Ref:
    """A step to link to; `rank` is None when the plan does not have it."""

    step: str
    title: str
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Steps of which any may do: the group's title, its note, and the others in the plan."""

    title: str
    note: str
    others: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to link to."""

    term: str
    ask: str


@dataclass(frozen=True, slots=True)
class Card:
    """One advised step. `done_by` is the answer that says it is done, None when none does."""

    step: str
    words: StepView
    urgency: Urgency
    done_by: str | None
    after: tuple[Ref, ...]
    before: tuple[Ref, ...]
    unsure: tuple[Ref, ...]
    group: Group | None
    confirm: tuple[Ask, ...]


def cards(
    knowledge: Knowledge, advice: Advice, plan: PlanView, language: Language
) -> tuple[Card, ...]:
    """The cards of a plan, in its order; `plan` is the same advice in words."""
    making = _Making(knowledge, advice, language)
    return tuple(making.card(*pair) for pair in zip(advice.steps, plan.steps, strict=True))


class _Making:
    def __init__(self, knowledge: Knowledge, advice: Advice, language: Language) -> None:
        self.knowledge = knowledge
        self.advice = advice
        self.language = language
        self.refs = {
            step.step: Ref(step.step, step.text.to(language), step.rank) for step in advice.steps
        }

    def card(self, step: AdvisedStep, words: StepView) -> Card:
        waiting = (other.step for other in self.advice.steps if step.step in other.after)
        return Card(
            step=step.step,
            words=words,
            urgency=step.urgency,
            done_by=self.knowledge.steps[step.step].done_by,
            after=self.ordered(step.after),
            before=self.ordered(waiting),
            unsure=tuple(map(self.earlier, step.unsure)),
            group=self.group(step),
            confirm=tuple(map(self.asked, step.confirm)),
        )

    def asked(self, term: str) -> Ask:
        """The question that settles something."""
        return Ask(term, self.knowledge.question[term].ask.to(self.language))

    def earlier(self, name: str) -> Ref:
        """A step that the plan lacks."""
        text = self.knowledge.step_text(name, self.advice.answers)
        return Ref(name, text.to(self.language))

    def ordered(self, names: Iterable[str]) -> tuple[Ref, ...]:
        return tuple(sorted((self.refs[name] for name in names), key=lambda ref: ref.rank or 0))

    def group(self, step: AdvisedStep) -> Group | None:
        if step.alternatives is None:
            return None
        group = self.knowledge.alternatives[step.alternatives]
        same = (o.step for o in self.advice.steps if o.alternatives == step.alternatives)
        others = self.ordered(name for name in same if name != step.step)
        return Group(group.title.to(self.language), group.note.to(self.language), others)
