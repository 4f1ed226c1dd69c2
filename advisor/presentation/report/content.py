"""What a report shows, in one language, before any file format."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from advisor.advice.advice import Advice
from advisor.advice.facts import Facts
from advisor.advice.notes import Note, Notes
from advisor.common.language import Language
from advisor.common.messages import word
from advisor.knowledge.knowledge import Knowledge
from advisor.presentation.dates import day
from advisor.presentation.notes import status_word, status_words
from advisor.presentation.view import PlanView, plan_view


@dataclass(frozen=True, slots=True)
class Origin:
    """What a plan was made of, as a workbook keeps it to be read back.

    `record` is the number and hash of its record, if it has one, and `key` tells the plan of one
    questionnaire from all others; empty where there is none.
    """

    facts: Facts
    record: tuple[int, str] | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A step of the action plan: its number in the plan (None for one that the plan lacks), its
    title, who is in charge if nobody is named, and what is noted on it.
    """

    step: str
    rank: int | None
    title: str
    actor: str
    note: Note

    @property
    def person(self) -> str:
        """Who is in charge."""
        return self.note.person or self.actor


@dataclass(frozen=True, slots=True)
class Report:
    """The plan, the advice that it puts into words, and the answers behind it.

    `answers` pairs each answered term's label with what was answered, in asking order; `rows` are
    the steps of the plan, and `departed` those that it lacks but on which something is noted.
    """

    language: Language
    advice: Advice
    plan: PlanView
    answers: tuple[tuple[str, str], ...]
    origin: Origin
    rows: tuple[Row, ...] = ()
    departed: tuple[Row, ...] = ()
    notes: Notes = field(default_factory=dict)

    def say(self, key: str) -> str:
        """One of the program's own words, in the report's language."""
        return word(key, self.language)

    @property
    def states(self) -> tuple[str, ...]:
        """The words for how far a step is, first to last."""
        return status_words(self.language)

    def state(self, note: Note) -> str:
        """How far a step is."""
        return status_word(note.status, self.language)

    def state_with_reason(self, note: Note) -> str:
        """How far a step is and, where it was dropped, why."""
        return f"{self.state(note)}: {note.reason}" if note.reason else self.state(note)

    def cells(self, row: Row) -> tuple[str, ...]:
        """A step on paper: its title, who is in charge, by when, evidence, and how far it is."""
        note = row.note
        # A step on which nothing is noted is left for the office to fill in by hand.
        state = self.state_with_reason(note) if note != Note() else ""
        return row.title, row.person, self.due(note), note.evidence, state

    def due(self, note: Note) -> str:
        """The day by which a step is to be done, in words; empty without one."""
        return day(note.due, self.language) if note.due else ""


def report_of(
    knowledge: Knowledge,
    advice: Advice,
    language: Language,
    note: str = "",
    notes: Notes | None = None,
    origin: Origin | None = None,
) -> Report:
    """The report of one advice; a note to its reader stands below what leads in.

    `notes` are what is noted on steps, those that the answers say are done with that status.
    """
    terms = knowledge.vocabulary.asked
    order = [question.term for question in knowledge.questions if question.term in advice.answers]
    answers = tuple(
        (terms[name].label.to(language), terms[name].shown(advice.answers[name]).to(language))
        for name in order
    )
    plan, noted = plan_view(knowledge, advice, language), notes or {}
    lead = (*plan.lead, note) if note else plan.lead
    return Report(
        language,
        advice,
        replace(plan, lead=lead),
        answers,
        origin or Origin(Facts(advice.answers, advice.name)),
        tuple(_rows(advice, plan, noted)),
        tuple(_departed(knowledge, advice, language, noted)),
        noted,
    )


def _rows(advice: Advice, plan: PlanView, notes: Notes) -> Iterator[Row]:
    for step, view in zip(advice.steps, plan.steps, strict=True):
        note = notes.get(step.step, Note())
        yield Row(step.step, view.rank, view.title, view.actor, note)


def _departed(
    knowledge: Knowledge, advice: Advice, language: Language, notes: Notes
) -> Iterator[Row]:
    """In the article's order; a step that the knowledge lost keeps its id for a title."""
    advised = {step.step for step in advice.steps}
    known = [name for name in knowledge.steps if name in notes]
    lost = [name for name in notes if name not in knowledge.steps]
    for name in (name for name in (*known, *lost) if name not in advised):
        title = knowledge.step_text(name, advice.answers).to(language) if name in known else name
        yield Row(name, None, title, "", notes[name])
