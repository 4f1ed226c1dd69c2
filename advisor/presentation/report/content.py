"""What a report shows, in one language, before any file format."""

from dataclasses import dataclass, replace

from advisor.advice.advice import Advice
from advisor.common.language import Language
from advisor.common.messages import word
from advisor.knowledge.knowledge import Knowledge
from advisor.presentation.notes import status_words
from advisor.presentation.view import PlanView, plan_view


@dataclass(frozen=True, slots=True)
class Report:
    """The plan, the advice that it puts into words, and the answers behind it.

    `answers` pairs each answered term's label with what was answered, in asking order.
    """

    language: Language
    advice: Advice
    plan: PlanView
    answers: tuple[tuple[str, str], ...]

    def say(self, key: str) -> str:
        """One of the program's own words, in the report's language."""
        return word(key, self.language)

    @property
    def states(self) -> tuple[str, ...]:
        """The words for how far a step is, first to last."""
        return status_words(self.language)


def report_of(knowledge: Knowledge, advice: Advice, language: Language, note: str = "") -> Report:
    """The report of one advice; a note to its reader stands below what leads in."""
    terms = knowledge.vocabulary.asked
    order = [question.term for question in knowledge.questions if question.term in advice.answers]
    answers = tuple(
        (terms[name].label.to(language), terms[name].shown(advice.answers[name]).to(language))
        for name in order
    )
    plan = plan_view(knowledge, advice, language)
    lead = (*plan.lead, note) if note else plan.lead
    return Report(language, advice, replace(plan, lead=lead), answers)
