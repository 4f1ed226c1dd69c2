"""The header of a table: which column is which term, which names the PD, and which is wrong."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from advisor.common.errors import Problem, did_you_mean
from advisor.common.language import LANGUAGES, Said, said, shortened
from advisor.knowledge.knowledge import Knowledge
from advisor.tables.batch.headings import is_pattern, taken_headings
from advisor.tables.batch.mapping import MappedColumn, Mapping, Meaning, heading_key

NAME, REGION, SHEET, KEPT, LEFT = "@name", "@region", "@sheet", "@keep:", "@left"
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


class Names:
    """What a heading stands for under one knowledge base: as `mapping` says, or else by itself."""

    def __init__(
        self, knowledge: Knowledge, keep: tuple[str, ...] = (), mapping: Mapping | None = None
    ) -> None:
        self.vocabulary = knowledge.vocabulary
        self.keep = keep
        self._mapped = mapping.columns if mapping else {}
        asked, subject = self.vocabulary.asked, self.vocabulary.subject
        called = [(t.label.to(lang), t.name) for t in asked.values() for lang in LANGUAGES]
        called += [(q.ask.to(lang), q.term) for q in knowledge.questions for lang in LANGUAGES]
        keys: dict[str, set[str]] = {}
        for text, term in called:
            keys.setdefault(heading_key(text), set()).add(term)
        self._keys = dict.fromkeys((*COUNTERS, *REMARKS, *COLLECTED), LEFT)
        # What two terms are called alike names neither.
        self._keys |= {text: next(iter(terms)) for text, terms in keys.items() if len(terms) == 1}
        self._keys |= {
            heading_key(text.to(lang)): key
            for text, key in ((subject.name, NAME), (subject.region, REGION))
            for lang in LANGUAGES
        }
        self._keys |= {**SPELT, **{term: term for term in asked}}

    def keys(self, heading: str) -> tuple[str, ...]:
        """Terms, NAME, REGION, KEPT…, or LEFT for a column that holds no answers; several only
        where the mapping says so, none where the heading is not known.

        A heading is the term's name, its label, its question, any of them with the term in
        brackets, as templates write it, or behind the group's name, as KoboToolbox does.
        """
        if column := self.mapped(heading):
            own = {"keep": f"{KEPT}{heading}", "ignore": LEFT, "name": NAME, "region": REGION}
            return tuple(own.get(name, name) for name in column.answered) or (LEFT,)
        key = next((key for text in _told(heading) if (key := self._keys.get(text))), "")
        if key in ("", LEFT) and heading in self.keep:
            return (f"{KEPT}{heading}",)
        return (key,) if key else ()

    def mapped(self, heading: str) -> MappedColumn | None:
        """What the mapping says of a heading, if anything."""
        return next((c for text in _told(heading) if (c := self._mapped.get(text))), None)

    @property
    def mapped_headings(self) -> tuple[str, ...]:
        """The headings of the mapping, as it writes them."""
        return tuple(column.heading for column in self._mapped.values())


def _told(heading: str) -> tuple[str, ...]:
    """The parts of a heading that may say what it stands for, the surest first."""
    bracketed = _BRACKETED.fullmatch(heading)
    parts = (bracketed[1] if bracketed else "", heading, heading.rpartition("/")[2])
    return tuple(key for part in parts if (key := heading_key(part)))


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it was understood: its place (from 1), its heading, its name in the slices, what
    it is read as (terms, NAME, REGION, KEPT… or LEFT; nothing where that is not known).
    """

    place: int
    heading: str
    label: str
    keys: tuple[str, ...]
    problem: Problem | None = None
    mapped: MappedColumn | None = None


@dataclass(frozen=True)
class Header:
    """Which of the table's columns are read: `terms` by term; `about` by NAME, REGION or KEPT….
    `left` are those with a heading that are not, `nameless` those without a heading. `problems` is
    everything that is wrong, in the order of the columns. `given` is what is said of every row
    without a column: REGION and SHEET may be.
    """

    columns: tuple[Column, ...]
    terms: dict[str, str]
    about: dict[str, str]
    left: tuple[str, ...]
    nameless: tuple[str, ...]
    problems: tuple[Problem, ...]
    given: dict[str, str] = field(default_factory=dict)

    @cached_property
    def meanings(self) -> dict[str, Meaning]:
        """What the words of a term's column answer where a mapping says so, by term."""
        mapped = {column.label: column.mapped for column in self.columns if column.mapped}
        found = ((term, mapped.get(label)) for term, label in self.terms.items())
        return {term: column.meaning(term) for term, column in found if column}

    @cached_property
    def voids(self) -> tuple[tuple[str, str, frozenset[str]], ...]:
        """A column's name, a term of another one, and the words that make that term not known."""
        columns = [(c.label, c.mapped.voided) for c in self.columns if c.mapped and not c.problem]
        return tuple((label, *void) for label, voided in columns for void in voided.items())

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
    headings: Sequence[str],
    path: Path | str,
    row: int = 1,
    help_with: str = "batch.heading-hint",
) -> Header:
    """Recognise every column; `row` is where the headings stand.

    A column that is neither a term, the PD's name, its region, nor one to keep is a problem: a
    misspelt term would otherwise be taken for not known. `help_with` says what else to do with it.
    """
    columns: list[Column] = []
    taken: set[str] = set()
    for place, (heading, label) in enumerate(zip(headings, labels(headings), strict=True), start=1):
        keys, mapped = names.keys(heading), names.mapped(heading)
        problem = None
        if twice := [key for key in keys if key in taken]:
            what = said("batch.twice-term", term=shown_as(twice[0])) if mapped else ""
            message = said("batch.twice", name=heading, place=place, what=what)
            problem = Problem(str(path), row, message)
        elif heading.strip() and not keys:
            problem = _unknown(names, path, heading, place, help_with, row)
        taken |= {*keys} - {LEFT}
        columns.append(Column(place, heading, label, keys, problem, mapped))
    good = {key: c.label for c in columns if not c.problem for key in c.keys}
    return Header(
        tuple(columns),
        {term: good[term] for term in names.vocabulary.asked if term in good},
        {key: label for key, label in good.items() if key.startswith("@") and key != LEFT},
        tuple(column.label for column in columns if column.keys == (LEFT,)),
        tuple(column.label for column in columns if not column.heading.strip()),
        tuple(_problems(names, columns, Problem(str(path), row, said("batch.no-header")))),
    )


def _problems(names: Names, columns: list[Column], nothing: Problem) -> Iterator[Problem]:
    """Everything that is wrong; `nothing` alone where the headings seem to be none."""
    wrong = [column.problem for column in columns if column.problem]
    keeps = list(_wrong_keeps(names, columns))
    if not (keeps or any(column.keys for column in columns) or any(map(_near, wrong))):
        yield nothing
        return
    yield from (replace(nothing, message=message) for message in keeps)
    yield from wrong
    if not (keeps or wrong or any(k in names.vocabulary.asked for c in columns for k in c.keys)):
        yield replace(nothing, message=said("batch.no-terms"))


def _near(problem: Problem) -> bool:
    return problem.hint is not None and problem.hint.key == "hint.did-you-mean"


def _wrong_keeps(names: Names, columns: Sequence[Column]) -> Iterator[Said]:
    taken = taken_headings()
    given = {column.heading: column for column in columns}
    for heading in names.keep:
        if heading not in given:
            yield said("batch.keep", name=heading)
        elif given[heading].keys != (f"{KEPT}{heading}",):
            yield said("batch.keep-read", name=heading)
    for heading, column in given.items():
        if column.keys == (f"{KEPT}{heading}",) and heading in taken:
            yield said("batch.keep-taken", name=heading)
        elif column.keys == (f"{KEPT}{heading}",) and is_pattern(heading):
            yield said("batch.keep-pattern", name=heading)


def _unknown(
    names: Names, path: Path | str, column: str, place: int, help_with: str, row: int
) -> Problem:
    message: Said = said("batch.heading", name=shortened(column), place=place)
    hint = did_you_mean(key_of(column), (*names.vocabulary.asked, *SPELT))
    return Problem(str(path), row, message, hint or said(help_with))
