"""The next question of a questionnaire as JSON (`question/1`)."""

from typing import Any

from advisor.advice.consultation import Consultation
from advisor.advice.facts import Facts
from advisor.knowledge.declarations import Question
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.vocabulary import Term

SCHEMA = "question/1"


def next_question_json(knowledge: Knowledge, facts: Facts) -> dict[str, Any]:
    """`{"schema", "question", "remaining", "contradictions"}`.

    `question` is null when no question is left that could change the advice; what was answered
    `unknown` is not asked again.
    """
    consultation = Consultation.resumed(knowledge, facts)
    question = consultation.next_question()
    return {
        "schema": SCHEMA,
        "question": question_json(knowledge, question) if question else None,
        "remaining": consultation.remaining(),
        "contradictions": [item.as_json() for item in consultation.contradictions()],
    }


def question_json(knowledge: Knowledge, question: Question) -> dict[str, Any]:
    """One question with everything that is needed to put it."""
    term = knowledge.vocabulary.asked[question.term]
    topics = {topic.name: topic.title for topic in knowledge.vocabulary.topics}
    return {
        "term": term.name,
        "topic": {"name": term.topic, "title": topics[term.topic].as_json()},
        "ask": question.ask.as_json(),
        "help": question.help.as_json(),
        "reason": question.reason.as_json(),
        "type": term.type,
        **_domain(term),
    }


def _domain(term: Term) -> dict[str, Any]:
    if term.type == "number":
        unit = term.unit.as_json() if term.unit else None
        return {"min": term.min, "max": term.max, "unit": unit}
    return {
        "values": [{"value": value, "label": term.shown(value).as_json()} for value in term.values]
    }
