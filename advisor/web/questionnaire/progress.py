"""Where a questionnaire stands: which question is next, which was before, how much is left."""

from dataclasses import dataclass
from functools import cached_property

from advisor.advice.advice import Contradiction
from advisor.advice.consultation import Consultation
from advisor.knowledge.declarations import Question
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.vocabulary import Term, Topic
from advisor.web.store.drafts import Draft


@dataclass(frozen=True)
class QuestionnaireProgress:
    """The course of one questionnaire, worked out anew from its answers."""

    knowledge: Knowledge
    draft: Draft

    @cached_property
    def consultation(self) -> Consultation:
        """The same questionnaire as the library asks it."""
        name, given = self.draft.name or None, dict(self.draft.given)
        return Consultation(self.knowledge, name, given, list(self.draft.renew))

    @cached_property
    def next(self) -> str | None:
        """The term to ask next; None when nothing more can change the advice."""
        question = self.consultation.next_question()
        return question.term if question else None

    @cached_property
    def remaining(self) -> int:
        """How many questions could at present still change the advice."""
        return self.consultation.remaining()

    @property
    def known(self) -> int:
        """How many questions were answered otherwise than by "don't know"."""
        return sum(value is not None for value in self.draft.given.values())

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Answers that cannot all be true."""
        return self.consultation.contradictions()

    @cached_property
    def spared(self) -> int:
        """How many questions need not be asked, because they cannot change the advice."""
        return len(self.consultation.skipped())

    @property
    def has_plan(self) -> bool:
        """Whether the answers so far lead to at least one step."""
        return self.consultation.has_plan

    def previous(self, term: str) -> str | None:
        """The question answered before this one; None at the first."""
        asked = self._asked(term)
        place = asked.index(term) if term in asked else len(asked)
        return asked[place - 1] if place else None

    def number(self, term: str) -> int:
        """The how-manyeth question this one is, from 1; answers that were kept do not count."""
        asked = self._asked(term)
        place = asked.index(term) if term in asked else len(asked)
        return max(place - self.draft.kept, 0) + 1

    def left(self, term: str) -> int:
        """How many questions could still change the advice besides this one."""
        return len({*self.consultation.waiting()} - {term})

    def share(self, term: str) -> int:
        """How far one is at this question, in percent of what may yet be asked."""
        before = self.number(term) - 1
        return round(100 * before / (before + 1 + self.left(term)))

    def _asked(self, term: str) -> list[str]:
        """The questions that are behind one at this one, in the order answered, and it."""
        return [name for name in self.draft.given if name == term or name not in self.draft.renew]

    def question(self, term: str) -> Question:
        """How this term is asked. Raises KeyError."""
        return self.knowledge.question[term]

    def topic(self, term: str) -> Topic:
        """The topic that the question belongs to."""
        name = self.knowledge.vocabulary.asked[term].topic
        return next(topic for topic in self.knowledge.vocabulary.topics if topic.name == name)

    def answered(self) -> tuple[tuple[Topic, tuple[Term, ...]], ...]:
        """The answered terms by topic, in asking order."""
        terms = self.knowledge.vocabulary.asked
        order = [q.term for q in self.knowledge.questions if q.term in self.draft.given]
        found = {
            topic.name: tuple(terms[t] for t in order if terms[t].topic == topic.name)
            for topic in self.knowledge.vocabulary.topics
        }
        topics = self.knowledge.vocabulary.topics
        return tuple((topic, found[topic.name]) for topic in topics if found[topic.name])
