"""Puts rule files into the one layout; what a file says never changes."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from advisor.authoring.layout import rule_yaml
from advisor.authoring.retiring import RETIRED
from advisor.common.errors import AdvisorError, Problem
from advisor.common.files import below, write_atomically
from advisor.common.language import said, shortened
from advisor.knowledge.model import fill
from advisor.knowledge.rule import Rule
from advisor.knowledge.storage import RULE_SUFFIX
from advisor.knowledge.yaml_reader import Data, parse, read_bytes

HEADER = "# yaml-language-server:"
SCHEMA = Path("schemas", "rule.schema.json")


def formatted(
    content: bytes,
    name: str,
    header: str | None = None,
    change: Callable[[Any], None] | None = None,
) -> str:
    """The rule file in its canonical layout.

    `header` is the line that names the editor's schema, for a file that has none; `change` may
    put other data into it. Raises
    AdvisorError when the file is no rule, or holds a comment, which the layout has no place for.
    """
    document = parse(content, name)
    fill(Rule, document, document.data)
    try:
        found, problems = _comments(content.decode("utf-8-sig"), name)
    except yaml.YAMLError as error:  # stricter about odd characters than the reader's parser
        raise AdvisorError([Problem(name, None, said("format.odd"))]) from error
    if problems:
        raise AdvisorError(problems)
    assert isinstance(document.data, dict)
    if change:
        change(document.data)
    text = rule_yaml(document.data, found or header)
    if _ordered(parse(text.encode(), name).data) != _ordered(document.data):
        raise AdvisorError([Problem(name, None, said("format.would-change"))])
    return text


def format_files(paths: Iterable[Path], check: bool = False) -> tuple[Path, ...]:
    """Rewrite the files that are laid out otherwise; returns them. With `check`, only returns them.

    Raises AdvisorError with the problems of all files, and then has written none.
    """
    changed: dict[Path, str] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            content = read_bytes(path, str(path))
            text = formatted(content, str(path), schema_line(path))
        except AdvisorError as error:
            problems += error.problems
            continue
        if text.encode() != content:
            changed[path] = text
    if problems:
        raise AdvisorError(problems)
    if not check:
        for path, text in changed.items():
            write_atomically(path, text)
    return tuple(changed)


def rule_files(places: Iterable[Path]) -> Iterator[Path]:
    """The files named, and every rule file below the folders named, each once, in order.

    A folder's retired rules stay as they were when they were retired, with the reason noted there.
    Raises AdvisorError for a folder without any rule file: nothing would be done there.
    """
    found: dict[Path, None] = {}
    problems: list[Problem] = []
    for place in places:
        if not place.is_dir():
            found[place] = None
            continue
        below_it = [path for path, link in below(place) if not link and path.suffix == RULE_SUFFIX]
        if not below_it:
            problems.append(Problem(str(place), None, said("load.no-rules")))
        for path in below_it:
            if RETIRED not in path.relative_to(place).parts:
                found[path] = None
    if problems:
        raise AdvisorError(problems)
    yield from found


def schema_line(path: Path) -> str | None:
    """The header line for a rule file at `path`, if a folder above it holds the schemas."""
    folder = path.absolute().parent
    for above in (folder, *folder.parents):
        if (above / SCHEMA).is_file():
            return (
                f"{HEADER} $schema={os.path.relpath(above / SCHEMA, folder).replace(os.sep, '/')}"
            )
    return None


def _ordered(data: Data) -> object:
    """The data with the order of what an author ordered: lines of conditions and given values."""
    assert isinstance(data, dict)
    when = data["when"]
    given = [list(example["given"].items()) for example in data["examples"]]
    return data, [list(lines.items()) for _, lines in sorted(when.items())], given


def _comments(text: str, name: str) -> tuple[str | None, list[Problem]]:
    """The header line if there is one, and a problem for each other comment."""
    header, problems = None, []
    for line, comment in _gaps(text):
        if comment.startswith(HEADER) and header is None:
            header = comment
        else:
            message = said("format.comment", comment=shortened(comment))
            problems.append(Problem(name, line, message, said("format.comment-hint")))
    return header, problems


def _gaps(text: str) -> Iterator[tuple[int, str]]:
    """Every comment with its line: what stands between two tokens, or behind a `>` or `|`."""
    end = 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        yield from _in(text, end, token.start_mark.index)
        end = token.end_mark.index
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            start = token.start_mark.index
            yield from _in(text, start, start + len(text[start:end].split("\n", 1)[0]))
    yield from _in(text, end, len(text))


def _in(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    line = text.count("\n", 0, start) + 1
    for number, part in enumerate(text[start:end].split("\n"), start=line):
        _, mark, comment = part.partition("#")
        if mark:
            yield number, f"#{comment}".rstrip()
