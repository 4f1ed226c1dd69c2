"""A mapping: how the headings and words of an office's own tables are to be read. Read strictly.

```yaml
columns:
  Jumlah Inovasi: innovations_running
  Ketersediaan SDM:
    read_as: staff_competence
    words: {1 - 10 SDM: limited, 11 - 30 SDM: adequate}
  Regulasi Inovasi Daerah:
    words:
      Peraturan Daerah: {perda_exists: yes}
      "-": {perda_exists: no, perkada_exists: no, regulation_socialised: unknown}
```
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from advisor.common.errors import AdvisorError, did_you_mean
from advisor.common.language import Said, said, shortened
from advisor.knowledge.phrase import Value
from advisor.knowledge.spelling import parse_answer, plain
from advisor.knowledge.vocabulary import Vocabulary
from advisor.knowledge.yaml_reader import Data, Location, parse, read_bytes
from advisor.tables.document_walk import DocumentWalk

ABOUT = ("name", "region", "keep", "ignore")
"""What a column may be read as besides a term."""
UNDECIDED = "?"
Answers = dict[str, Value | None]


class Meaning(NamedTuple):
    """What the words of a column answer to one term; if `closed`, they alone are answers."""

    words: dict[str, Value | None]
    closed: bool = False


@dataclass(frozen=True, eq=False)
class MappedColumn:
    """What a column is read as (terms, and of ABOUT), and what each of its words, as `plain` writes
    it, answers to which terms.
    """

    heading: str
    read_as: tuple[str, ...]
    words: dict[str, Answers]

    @cached_property
    def answered(self) -> tuple[str, ...]:
        """What the column is read as, and the terms that words of it answer besides."""
        given = [item for answers in self.words.values() for item in answers.items()]
        found = {term for term, value in given if value is not None} - {*self.read_as}
        return (*self.read_as, *(term for term in self._named if term in found))

    @cached_property
    def voided(self) -> dict[str, frozenset[str]]:
        """The terms of other columns that words of this one make not known, with those words."""
        others = [term for term in self._named if term not in self.answered]
        return {t: frozenset(w for w, a in self.words.items() if t in a) for t in others}

    def meaning(self, term: str) -> Meaning:
        """What the words answer to a term."""
        if term in self.read_as:
            return Meaning({word: a[term] for word, a in self.words.items() if term in a})
        return Meaning({word: a.get(term) for word, a in self.words.items()}, closed=True)

    @property
    def _named(self) -> dict[str, None]:
        return dict.fromkeys(term for answers in self.words.values() for term in answers)


@dataclass(frozen=True)
class Mapping:
    """The columns, by what their headings are compared by, and the digest of the file."""

    columns: dict[str, MappedColumn]
    digest: str


def heading_key(heading: str) -> str:
    """A heading without what does not matter: case, spaces, and the signs at its end."""
    return plain(heading).rstrip(" .:?*")


def read_mapping(vocabulary: Vocabulary, path: Path) -> Mapping:
    """Read a mapping file. Raises AdvisorError with every problem."""
    return parse_mapping(vocabulary, read_bytes(path, str(path)), str(path))


def parse_mapping(vocabulary: Vocabulary, content: bytes, name: str) -> Mapping:
    """A mapping from bytes; `name` is how messages call their origin."""
    reading = _Reading(vocabulary, parse(content, name))
    columns = reading.columns()
    if reading.problems:
        raise AdvisorError(reading.problems)
    return Mapping(columns, f"sha256:{hashlib.sha256(content).hexdigest()}")


class _Reading(DocumentWalk):
    no_mapping = "mapping.mapping"

    def columns(self) -> dict[str, MappedColumn]:
        data = self.named(self.document.data, (), ("columns",))
        if "columns" not in data:
            self.refuse((), said("mapping.no-columns"))
        found: dict[str, MappedColumn] = {}
        for heading, part in self.mapping(data.get("columns", {}), ("columns",)).items():
            at = ("columns", heading)
            column = self.column(heading, part, at)
            if heading_key(heading) in found:
                self.refuse(at, said("mapping.twice", name=shortened(heading)))
            found[heading_key(heading)] = column
        return found

    def column(self, heading: str, data: Data, at: Location) -> MappedColumn:
        short = isinstance(data, str | list)
        parts = {"read_as": data} if short else self.named(data, at, ("read_as", "words"))
        if isinstance(data, dict) and not parts:
            self.refuse(at, said("mapping.nothing"))
        given = parts.get("read_as", [])
        names = given if isinstance(given, list) else [given]
        read_as = tuple(
            name
            for place, text in enumerate(names)
            for name in self.read_as(text, (*at, "read_as", place))
        )
        if len(read_as) > 1 and {"keep", "ignore"} & {*read_as}:
            self.refuse((*at, "read_as"), said("mapping.alone"))
        words = self.mapping(parts.get("words", {}), (*at, "words"))
        place = (*at, "words")
        answers = {plain(w): self.answers(d, read_as, (*place, w)) for w, d in words.items()}
        if len(answers) < len(words):
            self.refuse(place, said("mapping.words-twice"))
        return MappedColumn(heading, read_as, answers)

    def read_as(self, name: Data, at: Location) -> Iterator[str]:
        if name == UNDECIDED:
            self.refuse(at, said("mapping.undecided-column"))
        elif isinstance(name, str) and (name in ABOUT or name in self.vocabulary.asked):
            yield name
        else:
            known = (*self.vocabulary.asked, *ABOUT)
            shown = name if isinstance(name, str) else "…"
            message = said("mapping.read-as", name=shortened(shown))
            self.refuse(at, message, did_you_mean(shown, known))

    def answers(self, data: Data, read_as: tuple[str, ...], at: Location) -> Answers:
        if isinstance(data, str):
            terms = [name for name in read_as if name not in ABOUT]
            if data == UNDECIDED:
                self.refuse(at, said("mapping.undecided-word"))
                return {}
            if not terms:
                self.refuse(at, said("mapping.which-term"))
            return {term: self.answer(term, data, at) for term in terms}
        found: Answers = {}
        for term, answer in self.mapping(data, at).items():
            if term in self.vocabulary.asked:
                found[term] = self.answer(term, answer, (*at, term))
            else:
                hint = did_you_mean(term, self.vocabulary.asked)
                self.refuse((*at, term), said("facts.term", name=shortened(term)), hint)
        return found

    def answer(self, term: str, text: Data, at: Location) -> Value | None:
        if text == UNDECIDED:
            self.refuse(at, said("mapping.undecided-word"))
        elif not isinstance(text, str):
            self.refuse(at, said("facts.scalar"))
        elif isinstance(value := parse_answer(self.vocabulary.asked[term], text), Said):
            self.refuse(at, value)
        else:
            return value
        return None

    def named(self, data: Data, at: Location, known: tuple[str, ...]) -> dict[str, Data]:
        """A mapping of no other keys."""
        found = self.mapping(data, at)
        for key in (key for key in found if key not in known):
            hint = did_you_mean(key, known) or said("hint.values", known=known)
            self.refuse((*at, key), said("mapping.key", name=shortened(key)), hint)
        return found
