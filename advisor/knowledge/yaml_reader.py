"""Strict YAML: text, lists and mappings only, with the line of every value.

YAML guesses (`no` becomes False, `1.10` becomes 1.1, the last duplicate key wins, twelve lines
of aliases fill the memory). Here every scalar stays the text that was written and whatever
could be read in two ways is refused. JSON, being YAML, is read the same way.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from advisor.common import os_errors
from advisor.common.errors import MAX_PROBLEMS, AdvisorError, Problem
from advisor.common.language import Said, said, shortened

MAX_BYTES = 1_000_000
MAX_DEPTH = 32
MAX_VALUES = 20_000
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SYNTAX = {
    "could not find expected ':'": "colon",
    "mapping values are not allowed in this context": "colon-inside",
    "did not find expected key": "indent",
    "did not find expected '-' indicator": "indent",
    "did not find expected ',' or '}'": "bracket",
    "did not find expected ',' or ']'": "bracket",
    "found unexpected end of stream": "open",
    "found unknown escape character": "backslash",
    "did not find expected hexdecimal number": "backslash",
    "found character that cannot start any token": "character",
}
"""libyaml's complaints, which are in English, and the messages that tell them."""

Data = str | list[Any] | dict[str, Any]
Location = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A file's data, and the line (from 1) of each value by its path of keys and indexes."""

    path: str
    data: Data
    lines: dict[Location, int] = field(repr=False)

    def line(self, location: Location) -> int:
        """The line of the value, or of the nearest thing around it that has one."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)

    def problem(self, location: Location, message: Said, hint: Said | None = None) -> Problem:
        """A problem at a place in this document."""
        return Problem(self.path, self.line(location), message, hint)


def read(path: Path, shown: str | None = None) -> Document:
    """Read one file; `shown` is how messages name it. Raises AdvisorError with every problem."""
    name = shown or str(path)
    return parse(read_bytes(path, name), name)


def read_bytes(path: Path, name: str, most: int = MAX_BYTES) -> bytes:
    """A file's content, no more of it than shows that it is too large. Raises AdvisorError."""
    try:
        with path.open("rb") as stream:
            return stream.read(most + 1)
    except OSError as error:
        raise AdvisorError([Problem(name, None, _unreadable(path, error))]) from error


def parse(content: bytes, name: str) -> Document:
    """Read YAML or JSON from bytes. Raises AdvisorError with every problem."""
    if len(content) > MAX_BYTES:
        raise AdvisorError([Problem(name, None, said("reader.too-large", most=MAX_BYTES))])
    text = _decode(content, name)
    builder = _Builder(name)
    try:
        data = builder.document(iter(yaml.parse(text, Loader=LOADER)))
    except yaml.YAMLError as error:
        raise AdvisorError([*builder.problems, _syntax(error, name)]) from error
    if builder.problems:
        raise AdvisorError(builder.problems)
    return Document(name, data, builder.lines)


def _unreadable(path: Path, error: OSError) -> Said:
    if isinstance(error, FileNotFoundError):
        return said("reader.missing")
    if path.is_dir():
        return said("reader.directory")
    return said("reader.unreadable", reason=os_errors.reason(error))


def _decode(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise AdvisorError([Problem(name, line, said("reader.not-utf8"))]) from error
    if "\0" in text:
        raise AdvisorError([Problem(name, None, said("reader.binary"))])
    if not text.strip():
        raise AdvisorError([Problem(name, None, said("reader.empty"))])
    # YAML forbids the tab that JSON allows; outside strings a tab means no more than a space.
    return text.replace("\t", " ") if text.lstrip().startswith("{") else text


def _syntax(error: yaml.YAMLError, name: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    key = f"reader.syntax-{_SYNTAX.get(getattr(error, 'problem', None) or '', 'other')}"
    return Problem(name, mark.line + 1 if mark else None, said(key))


class _Builder:
    """Builds data from parser events; a second pass over composed nodes could not see aliases."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Location, int] = {}
        self.problems: list[Problem] = []

    def document(self, events: Iterator[Any]) -> Data:
        next(events)
        if isinstance(next(events), yaml.StreamEndEvent):
            self.problems.append(Problem(self.name, None, said("reader.empty")))
            return ""
        data = self.node(next(events), events, ())
        next(events)
        if not isinstance(after := next(events), yaml.StreamEndEvent):
            self.refuse(after, said("reader.second-document"))
        return data

    def node(self, event: Any, events: Iterator[Any], location: Location) -> Data:
        self.lines.setdefault(location, event.start_mark.line + 1)
        if len(location) > MAX_DEPTH:
            self.refuse(event, said("reader.too-deep", most=MAX_DEPTH))
            raise AdvisorError(self.problems)
        if len(self.lines) > MAX_VALUES:
            self.refuse(event, said("reader.too-many", most=MAX_VALUES))
            raise AdvisorError(self.problems)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self.refuse(event, said("reader.alias"))
        elif event.tag is not None:
            self.refuse(event, said("reader.tag", tag=shortened(event.tag)))
        match event:
            case yaml.MappingStartEvent():
                return self.mapping(events, location)
            case yaml.SequenceStartEvent():
                return self.sequence(events, location)
            case _:
                return getattr(event, "value", "")

    def mapping(self, events: Iterator[Any], location: Location) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self.key(event, events, location)
            if key in result:
                # Two conditions on one term are both meant: "keep one" would lose the other.
                twice = "line" if location[:1] == ("when",) and len(location) == 2 else "key"
                self.refuse(event, said(f"reader.duplicate-{twice}", key=shortened(key)))
            self.lines.setdefault((*location, key), event.start_mark.line + 1)
            result[key] = self.node(next(events), events, (*location, key))
        return result

    def key(self, event: Any, events: Iterator[Any], location: Location) -> str:
        key = self.node(event, events, (*location, ""))
        # In quotes it is a text like any other.
        merging = key == "<<" and not event.style
        if not isinstance(key, str) or merging:
            self.refuse(event, said("reader.merge-key" if merging else "reader.complex-key"))
        return str(key)

    def sequence(self, events: Iterator[Any], location: Location) -> list[Any]:
        result: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            result.append(self.node(event, events, (*location, len(result))))
        return result

    def refuse(self, event: Any, message: Said) -> None:
        self.problems.append(Problem(self.name, event.start_mark.line + 1, message))
        if len(self.problems) >= MAX_PROBLEMS:
            raise AdvisorError(self.problems)
