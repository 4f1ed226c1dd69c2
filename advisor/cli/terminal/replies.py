"""What a person can reply to a question: an answer, or one of a few commands."""

from dataclasses import dataclass
from enum import Enum

from advisor.common.language import Language, Said
from advisor.knowledge.phrase import Value
from advisor.knowledge.spelling import parse_answer
from advisor.knowledge.vocabulary import Term


class Command(Enum):
    """A reply that is no answer; the values are the keys of the words for it."""

    HELP = "help"
    WHY = "why"
    BACK = "back"
    REVIEW = "review"
    PLAN = "plan"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer; None means "don't know"."""

    value: Value | None


Reply = Answered | Command

WORDS: dict[Language, dict[str, Command]] = {
    "id": {
        "b": Command.HELP, "bantuan": Command.HELP,
        "m": Command.WHY, "mengapa": Command.WHY, "kenapa": Command.WHY,
        "k": Command.BACK, "kembali": Command.BACK,
        "l": Command.REVIEW, "lihat": Command.REVIEW, "tinjau": Command.REVIEW,
        "r": Command.PLAN, "rencana": Command.PLAN,
        "s": Command.STOP, "simpan": Command.STOP, "berhenti": Command.STOP,
    },
    "en": {
        "h": Command.HELP, "help": Command.HELP,
        "w": Command.WHY, "why": Command.WHY,
        "b": Command.BACK, "back": Command.BACK,
        "r": Command.REVIEW, "review": Command.REVIEW,
        "p": Command.PLAN, "plan": Command.PLAN,
        "s": Command.STOP, "stop": Command.STOP, "quit": Command.STOP,
    },
}  # fmt: skip


def understand(term: Term, line: str, language: Language) -> Reply | Said:
    """Read a typed reply to a question about `term`, or say what is wrong with it.

    Choices are numbered from 1 as `options` lists them; a number term takes the number itself.
    """
    answer = parse_answer(term, line.strip())
    if not isinstance(answer, Said):
        return Answered(answer)
    text = " ".join(line.lower().split())
    if text in WORDS[language]:
        return WORDS[language][text]
    if term.type != "number" and text.isdecimal():
        numbered = options(term)
        if 1 <= int(text) <= len(numbered):
            return Answered(numbered[int(text) - 1])
    return answer


def options(term: Term) -> tuple[Value | None, ...]:
    """The values offered in order, "don't know" (None) last; none for a number."""
    return () if term.type == "number" else (*term.values, None)
