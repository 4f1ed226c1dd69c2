"""The header of a table: which column is which term, which names the PD, and which is wrong."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import LANGUAGES, Said, said, shortened
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.spelling import plain
from advisor.tables.batch.headings import taken_headings

NAME, REGION, KEPT, LEFT = "@name", "@region", "@keep:", "@left"
SPELT = {
    **dict.fromkeys(("name", "pd", "nama", "nama pd", "opd", "nama opd"), NAME),
    **dict.fromkeys(("perangkat daerah", "nama perangkat daerah"), NAME),
    **dict.fromkeys(("region", "wilayah", "kabupaten/kota"), REGION),
}
COUNTERS = ("no", "nomor", "no urut", "nomor urut", "#")
REMARKS = ("keterangan", "catatan", "ket", "remarks", "notes")
COLLECTED = (
    "start", "end", "today", "deviceid", "username", "phonenumber", "simserial", "subscriberid",
    "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status",
    "_submitted_by", "__version__", "_tags", "_index", "formhub/uuid", "meta/instanceid",
)  # fmt: skip
"""The columns that KoboToolbox and ODK add to what they export."""
_BRACKETED = re.compile(r".*\[([^\[\]]+)\]\s*", re.DOTALL)


def _plain(heading: str) -> str:
    """A heading without what does not matter: case, spaces, and the signs at its end."""
    return plain(heading).rstrip(" .:?*")


class Names:
    """What a heading stands for under one knowledge base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.vocabulary = knowledge.vocabulary
        asked, subject = self.vocabulary.asked, self.vocabulary.subject
        called = [(t.label.to(lang), t.name) for t in asked.values() for lang in LANGUAGES]
        called += [(q.ask.to(lang), q.term) for q in knowledge.questions for lang in LANGUAGES]
        keys: dict[str, set[str]] = {}
        for text, term in called:
            keys.setdefault(_plain(text), set()).add(term)
        self._keys = dict.fromkeys((*COUNTERS, *REMARKS, *COLLECTED), LEFT)
        # What two terms are called alike names neither.
        self._keys |= {text: next(iter(terms)) for text, terms in keys.items() if len(terms) == 1}
        self._keys |= {
            _plain(text.to(lang)): key
            for text, key in ((subject.name, NAME), (subject.region, REGION))
            for lang in LANGUAGES
        }
        self._keys |= {**SPELT, **{term: term for term in asked}}

    def key(self, heading: str) -> str:
        """A term, NAME, REGION, or LEFT for a column that holds no answers; else empty.

        A heading is the term's name, its label, its question, any of them with the term in
        brackets, as templates write it, or behind the group's name, as KoboToolbox does.
        """
        bracketed = _BRACKETED.fullmatch(heading)
        told = (bracketed[1] if bracketed else "", heading, heading.rpartition("/")[2])
        return next((key for text in told if (key := self._keys.get(_plain(text)))), "")


@dataclass(frozen=True)
class Header:
    """Which of the table's columns are read: `terms` by term; `about` by NAME, REGION or KEPT….
    `left` are those with a heading that are not, `nameless` those without a heading.
    """

    terms: dict[str, str]
    about: dict[str, str]
    left: tuple[str, ...] = ()
    nameless: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[Said, ...]:
        """Which columns are left out, if any."""
        return (said("batch.left-columns", columns=self.left),) if self.left else ()


def key_of(column: str) -> str:
    """What a heading stands for: the part in brackets, as templates write it, else the whole."""
    bracketed = _BRACKETED.fullmatch(column)
    return (bracketed[1] if bracketed else column).strip().lower()


def shown_as(about: str) -> str:
    """What the output calls one of a header's `about`."""
    return about.removeprefix(KEPT) if about.startswith(KEPT) else about[1:]


def labels(headings: Sequence[str]) -> tuple[str, ...]:
    """A name of its own for every column: its heading, with its place where that is not enough."""
    found: list[str] = []
    for place, heading in enumerate(headings, start=1):
        label = heading if heading.strip() else f"#{place}"
        while label in found:
            label += f" #{place}"
        found.append(label)
    return tuple(found)


def read_header(
    names: Names,
    columns: Sequence[str],
    path: Path,
    keep: tuple[str, ...] = (),
    help_with: str = "batch.heading-hint",
    row: int = 1,
) -> Header:
    """Recognise every column. Raises AdvisorError with every problem.

    A column that is neither a term, the PD's name, its region, nor one to keep is refused: a
    misspelt term would otherwise be taken for not known. `help_with` says what else to do with it.
    `row` is where the headings stand.
    """
    terms: dict[str, str] = {}
    about: dict[str, str] = {}
    left: list[str] = []
    nameless: list[str] = []
    problems = [Problem(str(path), row, message) for message in _wrong_keeps(names, columns, keep)]
    unknown: list[Problem] = []
    for place, (column, label) in enumerate(zip(columns, labels(columns), strict=True), start=1):
        key = _read_as(names, column, keep)
        home = terms if key in names.vocabulary.asked else about
        if not column.strip():
            nameless.append(label)
        elif not key:
            unknown.append(_unknown(names, path, column, place, help_with, row))
        elif key == LEFT:
            left.append(label)
        elif key in home:
            problems.append(Problem(str(path), row, said("batch.twice", name=column, place=place)))
        else:
            home[key] = label
    if not (terms or about or left or problems or any(_near(problem) for problem in unknown)):
        raise AdvisorError([Problem(str(path), row, said("batch.no-header"))])
    problems = sorted([*problems, *unknown], key=lambda problem: _place(problem))
    if not terms and not problems:
        problems.append(Problem(str(path), row, said("batch.no-terms")))
    if problems:
        raise AdvisorError(problems)
    ordered = {term: terms[term] for term in names.vocabulary.asked if term in terms}
    return Header(ordered, about, tuple(left), tuple(nameless))


def _near(problem: Problem) -> bool:
    return problem.hint is not None and problem.hint.key == "hint.did-you-mean"


def _place(problem: Problem) -> int:
    place = dict(problem.message.parameters).get("place", 0)
    return place if isinstance(place, int) else 0


def _read_as(names: Names, column: str, keep: tuple[str, ...]) -> str:
    """The key of a column in its header; empty when the column is none that is read."""
    key = names.key(column)
    return f"{KEPT}{column}" if key in ("", LEFT) and column in keep else key


def _wrong_keeps(names: Names, given: Sequence[str], keep: tuple[str, ...]) -> Iterator[Said]:
    taken = taken_headings()
    for column in keep:
        if column not in given:
            yield said("batch.keep", name=column)
        elif not _read_as(names, column, keep).startswith(KEPT):
            yield said("batch.keep-read", name=column)
        elif column in taken:
            yield said("batch.keep-taken", name=column)


def _unknown(
    names: Names, path: Path, column: str, place: int, help_with: str, row: int
) -> Problem:
    message: Said = said("batch.heading", name=shortened(column), place=place)
    hint = did_you_mean(key_of(column), (*names.vocabulary.asked, *SPELT))
    return Problem(str(path), row, message, hint or said(help_with))
