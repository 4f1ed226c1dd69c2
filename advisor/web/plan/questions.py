"""The questions that are still open, by topic, and how far each could move the plan."""

from dataclasses import dataclass

from advisor.advice.facts import Facts
from advisor.common.text import Text
from advisor.explanation.sensitivity import Sensitivity, sensitivity_of
from advisor.explanation.situation import Situation
from advisor.knowledge.knowledge import Knowledge

MOST = 3
"""How many questions are named as those that matter most."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """An unanswered question. `size` is the most steps that its answer alone would add, remove or
    move, `reach` the number it decides together with other answers; `top` marks those that can move
    most. `unknown` tells that it was asked already, and answered "don't know".
    """

    term: str
    ask: Text
    size: int
    reach: int
    top: bool
    unknown: bool


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """By topic in asking order; `most` are those that can move most, in that order."""

    topics: tuple[tuple[Text, tuple[OpenQuestion, ...]], ...]
    most: tuple[OpenQuestion, ...]

    @property
    def count(self) -> int:
        """How many questions are open."""
        return sum(len(questions) for _, questions in self.topics)

    @property
    def unknown(self) -> int:
        """How many of them were asked already, and answered "don't know"."""
        return sum(item.unknown for _, questions in self.topics for item in questions)


def open_questions(situation: Situation) -> OpenQuestions:
    """The unanswered questions whose answers can still change the advice.

    None while the plan is held back; then other answers come first.
    """
    knowledge = situation.knowledge
    found = _weighed(knowledge, sensitivity_of(situation), situation.facts)
    titles = {topic.name: topic.title for topic in knowledge.vocabulary.topics}
    by_topic: dict[str, list[OpenQuestion]] = {}
    for question in knowledge.questions:
        if question.term in found:
            topic = knowledge.vocabulary.asked[question.term].topic
            by_topic.setdefault(topic, []).append(found[question.term])
    topics = tuple((titles[name], tuple(asked)) for name, asked in by_topic.items())
    return OpenQuestions(topics, tuple(item for item in found.values() if item.top))


def _weighed(knowledge: Knowledge, result: Sensitivity, facts: Facts) -> dict[str, OpenQuestion]:
    return {
        weight.term: OpenQuestion(
            weight.term,
            knowledge.question[weight.term].ask,
            weight.size,
            weight.reach,
            number < MOST and weight.most > 0,
            weight.term in facts.not_known,
        )
        for number, weight in enumerate(result.weights)
    }
