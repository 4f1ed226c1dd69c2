"""Where the files of a knowledge base come from: two folders, or texts kept in memory."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from advisor.common.errors import AdvisorError, Problem
from advisor.common.files import below
from advisor.common.language import said
from advisor.knowledge.yaml_reader import MAX_BYTES, read_bytes

RULES, KNOWLEDGE = "rules", "knowledge"
RULE_SUFFIX = ".yaml"
_KNOWN = (RULE_SUFFIX, ".md")


class Origin(Protocol):
    """Files named by part (`rules` or `knowledge`) and by their path below it."""

    def rules(self) -> Iterator[str]:
        """The paths of all rule files, in order."""

    def strays(self) -> Iterator[Problem]:
        """What an author may take for a rule file, and nobody would read."""

    def shown(self, part: str, path: str) -> str:
        """How messages call the part (empty path) or one of its files."""

    def content(self, part: str, path: str) -> bytes:
        """One file's bytes. Raises AdvisorError."""

    def article(self, name: str) -> bytes | None:
        """The article's text, where it is kept with the base."""


@dataclass(frozen=True)
class Folders:
    """A rules folder and a knowledge folder."""

    rules_folder: Path
    knowledge_folder: Path

    def rules(self) -> Iterator[str]:
        """The rule files below the folder."""
        for path, is_link in below(self.rules_folder):
            if path.suffix == RULE_SUFFIX and not is_link:
                yield path.relative_to(self.rules_folder).as_posix()

    def strays(self) -> Iterator[Problem]:
        """Files with another ending, except notes, and links to folders."""
        for path, is_link in below(self.rules_folder):
            where = self.shown(RULES, path.relative_to(self.rules_folder).as_posix())
            if is_link:
                yield Problem(where, None, said("load.linked-folder"))
            elif path.suffix not in _KNOWN:
                yield Problem(where, None, said("load.stray"))

    def shown(self, part: str, path: str) -> str:
        """From above the folder, so that a message reads the same on every machine."""
        folder = self._folder(part)
        return f"{folder.name}/{path}" if path else str(folder)

    def content(self, part: str, path: str) -> bytes:
        """Read the file."""
        return read_bytes(self._folder(part) / path, self.shown(part, path))

    def article(self, name: str) -> bytes | None:
        """The file beside the knowledge folder, if it is there and of a text's size."""
        path = self.knowledge_folder.parent / name
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            return None
        return read_bytes(path, name)

    def _folder(self, part: str) -> Path:
        return self.rules_folder if part == RULES else self.knowledge_folder


@dataclass(frozen=True)
class Texts:
    """Contents by `rules/…` and `knowledge/…`, as `Knowledge.texts` holds them."""

    texts: Mapping[str, bytes]

    def rules(self) -> Iterator[str]:
        """The rule files among the texts."""
        for name in sorted(self.texts):
            part, _, path = name.partition("/")
            if part == RULES and path.endswith(RULE_SUFFIX):
                yield path

    def strays(self) -> Iterator[Problem]:
        """Rule texts with another ending, except notes."""
        for name in sorted(self.texts):
            part, _, path = name.partition("/")
            if part == RULES and PurePosixPath(path).suffix not in _KNOWN:
                yield Problem(name, None, said("load.stray"))

    def shown(self, part: str, path: str) -> str:
        """The name under which the text is kept."""
        return f"{part}/{path}" if path else part

    def content(self, part: str, path: str) -> bytes:
        """The text, if there is one."""
        name = self.shown(part, path)
        if name not in self.texts:
            raise AdvisorError([Problem(name, None, said("reader.missing"))])
        return self.texts[name]

    def article(self, name: str) -> bytes | None:
        """None: an edition holds rules and knowledge alone."""
