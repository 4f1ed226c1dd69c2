"""A first mapping, written from a table; what is not sure is marked, for somebody to decide."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from advisor.common.errors import refuse
from advisor.common.files import write_atomically
from advisor.common.language import LANGUAGES, Language
from advisor.common.messages import word
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.spelling import is_unknown, plain, words
from advisor.tables.batch.examination import ColumnExamined, Examination, Word
from advisor.tables.batch.mapping import UNDECIDED, heading_key

MOST_WORDS = 20
"""A column of more different words than that holds free text, or numbers."""
MOST_TERMS = 3
_PLAIN = re.compile(r"[^\W\d_][\w /()]*(?<! )")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_SMALL = 4
"""Words of fewer letters ("dan", "of") tell nothing of a question."""


def write_suggestion(
    knowledge: Knowledge, found: Examination, source: Path, target: Path, language: Language
) -> int:
    """Write the mapping; how many things are left to be decided.

    Raises AdvisorError, also when another file is there: somebody may have decided in it.
    """
    text = suggestion(knowledge, found, source.name, language)
    content = text.encode()
    if target.is_file() and target.read_bytes() != content:
        raise refuse(target, "mapping.exists")
    write_atomically(target, content)
    return text.count(_quoted(UNDECIDED))


def suggestion(knowledge: Knowledge, found: Examination, name: str, language: Language) -> str:
    """The mapping as YAML."""
    intro = word("mapping.intro", language, source=" ".join(name.split())).split(" | ")
    lines = [f"# {line}" for line in intro]
    lines += ["columns:"]
    seen: set[str] = set()
    for column in found.columns:
        key = heading_key(column.column.heading)
        if key and key not in seen:
            seen.add(key)
            lines += _column(knowledge, column, language)
    return "\n".join(lines) + "\n"


def _column(knowledge: Knowledge, column: ColumnExamined, language: Language) -> Iterator[str]:
    heading = _quoted(column.column.heading)
    listed = _listed(column)
    read_as = ", ".join(column.read_as)
    read_as = f"[{read_as}]" if len(column.read_as) > 1 else read_as
    if not read_as:
        near = ", ".join(_near(knowledge, column.column.heading))
        perhaps = f"  # {word('mapping.perhaps', language, terms=near)}" if near else ""
        yield f"  {heading}:"
        yield f"    read_as: {_quoted(UNDECIDED)}{perhaps}"
    elif not listed:
        yield f"  {heading}: {read_as}"
        return
    else:
        yield f"  {heading}:"
        yield f"    read_as: {read_as}"
    if listed:
        yield "    words:"
        for item in listed:
            rows = word("mapping.rows", language, count=item.count)
            yield f"      {_quoted(item.text)}: {_quoted(UNDECIDED)}  # {rows}"


def _listed(column: ColumnExamined) -> list[Word]:
    """The words whose meaning is to be told: those that a term's column does not have, or all of a
    column that is not known, unless they are a few that mean the same in every column.
    """
    unread = [item for item in column.words if item.text and (item.problem or not column.read_as)]
    alike = {plain(item.text): item for item in reversed(unread)}
    if not column.read_as:
        many = column.others or len(column.words) > MOST_WORDS
        alike = {} if many or all(map(_common, alike)) else alike
    return list(reversed(alike.values()))


def _common(text: str) -> bool:
    return plain(text) in words().answers or is_unknown(text) or bool(_NUMBER.fullmatch(text))


def _near(knowledge: Knowledge, heading: str) -> list[str]:
    """The terms whose label and question share the rarest words with a heading, the best first."""
    asks = {question.term: question.ask for question in knowledge.questions}
    told: dict[str, set[str]] = {}
    for name, term in knowledge.vocabulary.asked.items():
        texts = (text.to(lang) for text in (term.label, asks[name]) for lang in LANGUAGES)
        told[name] = _told(" ".join((name.replace("_", " "), *texts)))
    often = Counter(part for parts in told.values() for part in parts)
    given = _told(heading)
    scores = {name: sum(Fraction(1, often[part]) for part in given & told[name]) for name in told}
    best = sorted((name for name in told if scores[name]), key=lambda name: -scores[name])
    return [name for name in best if scores[name] == scores[best[0]]][:MOST_TERMS]


def _told(text: str) -> set[str]:
    return {part for part in re.findall(r"\w+", plain(text)) if len(part) >= _SMALL}


def _quoted(text: str) -> str:
    """As YAML reads it back: a plain text as it is, any other in quotes, unseen signs by number."""
    if _PLAIN.fullmatch(text):
        return text
    written = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in written)
