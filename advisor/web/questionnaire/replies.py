"""What was sent with a question's form: an answer, or what is wrong with it."""

from advisor.common.language import Said, said
from advisor.knowledge.phrase import Value
from advisor.knowledge.spelling import parse_answer
from advisor.knowledge.vocabulary import Term, written

Options = tuple[tuple[str, Value | None], ...]


def reply(term: Term, sent: str) -> Value | Said | None:
    """The value sent, None for "don't know", or what to tell who sent it."""
    text = sent.strip()
    if not text:
        return said(f"questionnaire.missing-{term.type}", min=term.min, max=term.max)
    value = parse_answer(term, text)
    return said("questionnaire.not-an-option") if wrong(term, value) else value


def wrong(term: Term, value: Value | Said | None) -> bool:
    """Whether a choice that is none of the options was sent: no page of ours sends that."""
    return isinstance(value, Said) and term.type != "number"


def options(term: Term) -> Options:
    """What can be chosen, as (what is sent, its value), "don't know" last."""
    return tuple((written(value), value) for value in (*term.values, None))
