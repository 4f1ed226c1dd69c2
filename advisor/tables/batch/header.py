"""The header of a table: which column is which term, which names the PD, and which is wrong."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import LANGUAGES, Said, said, shortened
from advisor.knowledge.spelling import plain
from advisor.knowledge.vocabulary import Vocabulary
from advisor.tables.batch.headings import taken_headings

NAME, REGION, KEPT = "@name", "@region", "@keep:"
SPELT = {"name": NAME, "pd": NAME, "nama": NAME, "region": REGION, "wilayah": REGION}
_BRACKETED = re.compile(r".*\[([^\[\]]+)\]\s*", re.DOTALL)


@dataclass(frozen=True)
class Header:
    """Which of the table's columns are read: `terms` by term; `about` by NAME, REGION or KEPT…."""

    terms: dict[str, str]
    about: dict[str, str]


def key_of(column: str) -> str:
    """What a heading stands for: the part in brackets, as templates write it, else the whole."""
    bracketed = _BRACKETED.fullmatch(column)
    return (bracketed[1] if bracketed else column).strip().lower()


def shown_as(about: str) -> str:
    """What the output calls one of a header's `about`."""
    return about.removeprefix(KEPT) if about.startswith(KEPT) else about[1:]


def read_header(
    vocabulary: Vocabulary,
    columns: Iterable[str],
    path: Path,
    keep: tuple[str, ...] = (),
    help_with: str = "batch.heading-hint",
) -> Header:
    """Recognise every column. Raises AdvisorError with every problem.

    A column that is neither a term, the PD's name, its region, nor one to keep is refused: a
    misspelt term would otherwise be taken for not known. `help_with` says what else to do with it.
    """
    given = list(columns)
    terms: dict[str, str] = {}
    about: dict[str, str] = {}
    problems = [Problem(str(path), 1, message) for message in _wrong_keeps(vocabulary, given, keep)]
    for place, column in enumerate(given, start=1):
        key = _read_as(vocabulary, column, keep)
        home = terms if key in vocabulary.asked else about
        if not key:
            problems.append(_unknown(vocabulary, path, column, place, help_with))
        elif key in home:
            problems.append(Problem(str(path), 1, said("batch.twice", name=column, place=place)))
        else:
            home[key] = column
    if not terms and not problems:
        problems.append(Problem(str(path), 1, said("batch.no-terms")))
    if problems:
        raise AdvisorError(problems)
    return Header({term: terms[term] for term in vocabulary.asked if term in terms}, about)


def _read_as(vocabulary: Vocabulary, column: str, keep: tuple[str, ...]) -> str:
    """The key of a column in its header; empty when the column is none that is read."""
    key = key_of(column)
    if key in vocabulary.asked:
        return key
    return SPELT.get(key) or (f"{KEPT}{column}" if column in keep else "")


def _wrong_keeps(vocabulary: Vocabulary, given: list[str], keep: tuple[str, ...]) -> Iterator[Said]:
    taken = taken_headings()
    for column in keep:
        if column not in given:
            yield said("batch.keep", name=column)
        elif not _read_as(vocabulary, column, keep).startswith(KEPT):
            yield said("batch.keep-read", name=column)
        elif term := _labelled(vocabulary, column):
            yield said("batch.keep-answer", name=column, term=term)
        elif column in taken:
            yield said("batch.keep-taken", name=column)


def _labelled(vocabulary: Vocabulary, column: str) -> str | None:
    """The term whose label, in either language, heads the column."""
    head = plain(column)
    labels = ((t.name, plain(t.label.to(lang))) for t in vocabulary.terms for lang in LANGUAGES)
    return next((name for name, label in labels if label == head), None)


def _unknown(
    vocabulary: Vocabulary, path: Path, column: str, place: int, help_with: str
) -> Problem:
    key = key_of(column)
    if not key:
        return Problem(str(path), 1, said("batch.no-heading", place=place))
    message: Said = said("batch.heading", name=shortened(column), place=place)
    near = _labelled(vocabulary, column) or key
    hint = did_you_mean(near, (*vocabulary.asked, *SPELT))
    return Problem(str(path), 1, message, hint or said(help_with))
