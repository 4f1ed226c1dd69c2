"""What an answer may be called: from what a person wrote to a value, or to what is wrong with it.

Facts files, `--set`, the terminal, tables, policies and the web form all read answers here. The
words for yes, no and "not known" are those of `answer_words.yaml`; the vocabulary declares what
else a choice is called, and which of the words its question makes ambiguous.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from advisor.common.errors import did_you_mean
from advisor.common.language import LANGUAGES, Said, said, shortened
from advisor.common.text import Text
from advisor.knowledge.phrase import Value
from advisor.knowledge.vocabulary import UNKNOWN, Choice, Term
from advisor.knowledge.yaml_reader import Location, parse

CANONICAL_UNKNOWN = (UNKNOWN, "null", "~")
NEAR = 0.75
"""How near a misspelling must be to be taken for a word: "tidak relevan" is not "tidak ada"."""
_WORDS = "answer_words.yaml"
_INVISIBLE = "\ufe0f"
_NUMBER = re.compile(r"([0-9]{1,15})(?:[.,]0{1,2})?(?: ?([^0-9.,].*))?")
_ASIDE = re.compile(r"[(,;:]")


class Words(NamedTuple):
    """The words for yes, no and "not known", and those that are refused with a reason."""

    answers: dict[str, bool]
    unknown: frozenset[str]
    crosses: frozenset[str]
    date: re.Pattern[str]


def parse_answer(term: Term, text: str) -> Value | Said | None:
    """The value that a person called `text`, None for "not known", or what is wrong with it.

    A canonical value always means itself.
    """
    exact = canonical_answer(term, text)
    if not isinstance(exact, Said):
        return exact
    word = plain(text)
    if word in words().unknown:
        return None
    value = _number(term, word) if term.type == "number" else spellings(term).get(word)
    return _refusal(term, text, word) if value is None else value


def canonical_answer(term: Term, text: str) -> Value | Said | None:
    """As `parse_answer`, for programs: only what the advice itself is written with."""
    return None if text in CANONICAL_UNKNOWN else term.parse(text)


def is_unknown(text: str) -> bool:
    """Whether this is a word for "not known"."""
    return plain(text) in words().unknown


@lru_cache(maxsize=1024)
def spellings(term: Term) -> dict[str, Value]:
    """The values of a yes-no or choice term by each word for them, as `plain` writes it.

    A word with two meanings has none: no base that `advisor check` passes has one, but an edition
    in an old ledger may.
    """
    if term.type == "yes-no":
        ambiguous = set(map(plain, term.ambiguous))
        return {word: yes for word, yes in words().answers.items() if word not in ambiguous}
    meanings: dict[str, set[Value]] = {}
    for choice in term.choices:
        for text in called(choice).values():
            meanings.setdefault(plain(text), set()).add(choice.value)
    found = {word: values.pop() for word, values in meanings.items() if len(values) == 1}
    return {word: value for word, value in found.items() if word not in words().unknown}


def called(choice: Choice) -> dict[Location, str]:
    """Everything that a choice is called, by where it stands in the declaration."""
    found: dict[Location, str] = {("value",): choice.value}
    found |= {("label", language): choice.label.to(language) for language in LANGUAGES}
    return found | {("spellings", at): text for at, text in enumerate(choice.spellings)}


def plain(text: str) -> str:
    """A text as words are compared: no matter its case, spaces, final full stop, abbreviations."""
    seen = (c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
    word = "".join(c for c in seen if c not in _INVISIBLE).casefold().replace("\u2019", "'")
    parts = [_file()["abbreviations"].get(part.rstrip("."), part) for part in word.split()]
    return " ".join(parts).removesuffix(".").rstrip()


@cache
def words() -> Words:
    """The words of `answer_words.yaml`."""
    data = _file()
    answers = dict.fromkeys(map(plain, data["yes"]), True)
    answers |= dict.fromkeys(map(plain, data["no"]), False)
    month = rf"(?:{'|'.join(data['months'])})[a-z]*"
    date = re.compile(
        r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}|\d{4}-\d\d-\d\d.*|(?:tahun |th |thn )?(?:19|20)\d\d"
        rf"|(?:\d{{1,2}}[- ])?{month}[- ](?:\d{{1,2}},? )?(?:\d\d|\d{{4}})"
    )
    unknown, crosses = (frozenset(map(plain, data[part])) for part in ("unknown", "crosses"))
    return Words(answers, unknown, crosses, date)


@cache
def _file() -> dict[str, Any]:
    content = files("advisor.knowledge").joinpath(_WORDS).read_bytes()
    data = parse(content, _WORDS).data
    assert isinstance(data, dict)
    return data


def _number(term: Term, word: str) -> Value | None:
    """A whole number, perhaps with its unit; a spreadsheet may have given it a zero after it."""
    match = _NUMBER.fullmatch(word)
    if not match or (match[2] and match[2] not in _units(term)):
        return None
    value = term.parse(match[1])
    return None if isinstance(value, Said) else value


def _units(term: Term) -> Iterator[str]:
    for text in (term.unit.id, term.unit.en) if term.unit else ():
        unit = plain(text)
        yield from (unit, re.sub(r"\(.*?\)", "", unit), re.sub("[()]", "", unit))


def _refusal(term: Term, text: str, word: str) -> Said:
    """What is wrong, and the words that would do."""
    given = shortened(" ".join("".join(c if c.isprintable() else " " for c in text).split()))
    if term.type == "number":
        return said("value.number", given=given, min=term.min, max=term.max)
    if term.type == "choice":
        labels = tuple(_quoted(choice.label) for choice in term.choices)
        reason = said("value.choice", given=given, known=labels)
    elif word in words().crosses:
        return said("value.cross", given=given)
    elif word in words().answers:
        return said("value.ambiguous", given=given)
    elif words().date.fullmatch(word):
        return said("value.date", given=given)
    else:
        reason = said("value.yes-no", given=given)
    near = _near(term, word)
    return said("value.near", reason=reason, hint=near) if near else reason


def _near(term: Term, word: str) -> Said | None:
    """The word that was perhaps meant: the one before a remark, else the nearest."""
    known = {*spellings(term), *words().unknown}
    head = _ASIDE.split(word)[0].strip()
    if head in known:
        return said("hint.did-you-mean", name=head)
    return did_you_mean(word, known, NEAR) if len(word) <= 60 else None


def _quoted(label: Text) -> Text:
    return Text(id=f"'{label.id}'", en=f"'{label.en}'")
