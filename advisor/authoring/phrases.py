"""The phrases that can be said of one term."""

from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import Language, said
from advisor.common.messages import word
from advisor.knowledge.phrase import parse_phrase
from advisor.knowledge.vocabulary import Term, written


def offered(term: Term, language: Language) -> str:
    """What an author may write of the term, with what each value means."""
    if term.type == "number":
        return word("hint.number", language, min=term.min, max=term.max)
    values = [f"  {written(v)}: {term.sentence(v).to(language)}" for v in term.values]
    more = [word("new.phrases-choice", language)] if term.type == "choice" else []
    return "\n".join([word("new.phrases", language), *values, *more])


def usable(term: Term, text: str) -> str:
    """The phrase, if it fits the term and can both hold and fail. Raises AdvisorError."""
    phrase = parse_phrase(text)
    if not text or not term.accepts(phrase):
        message = said("check.phrase", term=term.name, phrase=text)
        hint = did_you_mean(text, map(written, term.values)) if term.type != "number" else None
        raise AdvisorError([Problem(text or term.name, None, message, hint)])
    starts = (value for value in phrase.starts if term.min <= value <= term.max)
    values = {term.min, *starts} if term.type == "number" else term.values
    if {phrase.holds(value) for value in values} != {True, False}:
        raise AdvisorError([Problem(text, None, said("new.no-edge", term=term.name))])
    return text
