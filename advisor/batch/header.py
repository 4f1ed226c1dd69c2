"""The header of a table: which column is which term, which names the PD, and which is wrong."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import AdvisorError, Problem
from advisor.language import Said, said, shortened
from advisor.model import did_you_mean
from advisor.vocabulary import Vocabulary

NAME, REGION = "@name", "@region"
SPELT = {"name": NAME, "pd": NAME, "nama": NAME, "region": REGION, "wilayah": REGION}
_BRACKETED = re.compile(r".*\[([^\[\]]+)\]\s*", re.DOTALL)


@dataclass(frozen=True)
class Header:
    """Which of the table's columns are read: `terms` by term; `about` by NAME, REGION or `@…`."""

    terms: dict[str, str]
    about: dict[str, str]


def key_of(column: str) -> str:
    """What a heading stands for: the part in brackets, as templates write it, else the whole."""
    bracketed = _BRACKETED.fullmatch(column)
    return (bracketed[1] if bracketed else column).strip().lower()


def read_header(
    vocabulary: Vocabulary, columns: Iterable[str], path: Path, keep: tuple[str, ...] = ()
) -> Header:
    """Recognise every column. Raises AdvisorError with every problem.

    A column that is neither a term, the PD's name, its region, nor one to keep is refused: a
    misspelt term would otherwise be taken for not known.
    """
    given = list(columns)
    terms: dict[str, str] = {}
    about: dict[str, str] = {}
    problems = [Problem(str(path), 1, said("batch.keep", name=k)) for k in keep if k not in given]
    for place, column in enumerate(given, start=1):
        key = f"@{column}" if column in keep else SPELT.get(key_of(column), key_of(column))
        home = terms if key in vocabulary.asked else about
        if key in home:
            problems.append(Problem(str(path), 1, said("batch.twice", name=column, place=place)))
        elif home is about and not key.startswith("@"):
            problems.append(_unknown(vocabulary, path, column, key, place))
        else:
            home[key] = column
    if not terms and not problems:
        problems.append(Problem(str(path), 1, said("batch.no-terms")))
    if problems:
        raise AdvisorError(problems)
    return Header({term: terms[term] for term in vocabulary.asked if term in terms}, about)


def _unknown(vocabulary: Vocabulary, path: Path, column: str, key: str, place: int) -> Problem:
    if not key:
        return Problem(str(path), 1, said("batch.no-heading", place=place))
    message: Said = said("batch.heading", name=shortened(column), place=place)
    hint = did_you_mean(key, (*vocabulary.asked, *SPELT))
    return Problem(str(path), 1, message, hint or said("batch.heading-hint"))
