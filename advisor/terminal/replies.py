"""What a person can reply to a question: an answer, or one of a few commands."""

from dataclasses import dataclass
from enum import Enum

from advisor.language import Said
from advisor.phrase import Value
from advisor.vocabulary import Term


class Command(Enum):
    """A reply that is no answer; the values are the keys of the words for it."""

    HELP = "help"
    WHY = "why"
    BACK = "back"
    REVIEW = "review"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer; None means "don't know"."""

    value: Value | None


Reply = Answered | Command

WORDS: dict[str, Command] = {
    "b": Command.HELP, "bantuan": Command.HELP, "help": Command.HELP, "h": Command.HELP,
    "m": Command.WHY, "mengapa": Command.WHY, "kenapa": Command.WHY, "why": Command.WHY,
    "k": Command.BACK, "kembali": Command.BACK, "back": Command.BACK,
    "t": Command.REVIEW, "tinjau": Command.REVIEW, "review": Command.REVIEW,
    "s": Command.STOP, "simpan": Command.STOP, "stop": Command.STOP, "quit": Command.STOP,
}  # fmt: skip
NOT_KNOWN = {"?", "tidak tahu", "tt", "belum tahu", "unknown", "don't know", "dont know", "dk"}
YES = {"ya", "y", "yes", "true"}
NO = {"tidak", "tdk", "no", "n", "false"}


def understand(term: Term, line: str) -> Reply | Said:
    """Read a typed reply to a question about `term`, or say what is wrong with it.

    Choices are numbered from 1 as `options` lists them; a number term takes the number itself.
    """
    text = " ".join(line.lower().split())
    if text in NOT_KNOWN:
        return Answered(None)
    if text in WORDS:
        return WORDS[text]
    if term.type == "yes-no" and (text in YES or text in NO):
        return Answered(text in YES)
    if term.type != "number" and text.isdecimal():
        numbered = options(term)
        if 1 <= int(text) <= len(numbered):
            return Answered(numbered[int(text) - 1])
    parsed = term.parse(text)
    return parsed if isinstance(parsed, Said) else Answered(parsed)


def options(term: Term) -> tuple[Value | None, ...]:
    """The values offered in order, "don't know" (None) last; none for a number."""
    return () if term.type == "number" else (*term.values, None)
