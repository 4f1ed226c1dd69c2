"""The faults of one condition line: other phrases for the same term."""

from collections.abc import Iterator

from advisor.knowledge.phrase import Phrase, parse_phrase
from advisor.knowledge.vocabulary import Term, written


def other_phrases(term: Term, phrase: Phrase) -> Iterator[str]:
    """Phrases that a slip of the pen could have written instead, each once."""
    texts = _ranges(phrase) if phrase.is_range else _choices(term, phrase)
    for text in dict.fromkeys(texts):
        other = parse_phrase(text)
        if term.accepts(other) and _meaning(other) != _meaning(phrase):
            yield text


def _ranges(phrase: Phrase) -> Iterator[str]:
    """The boundary moved by one either way, and the other side of it; of two, one left out too."""
    if phrase.low is not None and phrase.high is not None:
        low, high = phrase.low, phrase.high
        moved = ((low - 1, high), (low + 1, high), (low, high - 1), (low, high + 1))
        yield from (f"between {max(0, start)} and {end}" for start, end in moved)
        yield from (f"at least {low}", f"at most {high}", f"less than {low}", f"more than {high}")
        return
    if phrase.low is not None:
        yield from (f"at least {max(0, phrase.low + step)}" for step in (-1, 1))
        yield f"less than {phrase.low}"
    if phrase.high is not None:
        yield from (f"at most {max(0, phrase.high + step)}" for step in (-1, 1))
        yield f"more than {phrase.high}"


def _choices(term: Term, phrase: Phrase) -> Iterator[str]:
    """All other values, one value more, one value less."""
    values = term.values
    allowed = set(phrase.allowed)
    if term.type == "yes-no":
        yield "no" if True in allowed else "yes"
        return
    yield _one_of([value for value in values if value not in allowed])
    for value in values:
        changed = allowed ^ {value}
        if changed and len(changed) < len(values):
            yield _one_of([item for item in values if item in changed])


def _one_of(values: list[bool | int | str]) -> str:
    names = [written(value) for value in values]
    return names[0] if len(names) == 1 else f"one of {', '.join(names)}"


def _meaning(phrase: Phrase) -> tuple[object, ...]:
    return (frozenset(phrase.allowed), phrase.low, phrase.high)
