"""A rule under construction: what is known of it, what the other rules suggest, and its file."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from advisor.authoring.formatting import formatted, schema_line
from advisor.authoring.layout import rule_yaml
from advisor.authoring.retiring import RETIRED
from advisor.common.errors import AdvisorError
from advisor.common.files import write_atomically
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.loader import load_texts
from advisor.knowledge.model import fill
from advisor.knowledge.rule import Rule
from advisor.knowledge.storage import RULES
from advisor.knowledge.yaml_reader import Document

_ID = re.compile(r"[A-Z]{2,5}-\d{3}")
_FOLDER = re.compile(r"[a-z][a-z0-9-]*")
ROOT = "."


def folder_of(knowledge: Knowledge, rule: Rule) -> str:
    """The folder, below the rules folder, that the rule's file is in; `.` for the folder itself."""
    return str(PurePosixPath(*PurePosixPath(knowledge.paths[rule.id]).parts[1:-1]))


def folders(knowledge: Knowledge) -> dict[str, str]:
    """The folders that rules stand in, in order, each with the ids there."""
    found: dict[str, list[str]] = {}
    for rule in sorted(knowledge.rule.values(), key=lambda rule: rule.id):
        if (folder := folder_of(knowledge, rule)) != RETIRED:
            found.setdefault(folder, []).append(rule.id)
    return {
        name: ids[0] if len(ids) == 1 else f"{ids[0]} … {ids[-1]}"
        for name, ids in sorted(found.items())
    }


def free_id(knowledge: Knowledge, folder: str) -> str:
    """The next id of the folder's usual prefix, never one that was used; empty if there is none."""
    here = [rule.id for rule in _in(knowledge, folder)]
    prefixes = Counter(name.partition("-")[0] for name in here).most_common(1)
    if not prefixes:
        return ""
    prefix = prefixes[0][0]
    last = max(int(name[-3:]) for name in knowledge.rule if name.startswith(f"{prefix}-"))
    return f"{prefix}-{last + 1:03}" if last < 999 else ""


def kind_of(knowledge: Knowledge, folder: str) -> str:
    """The kind that most rules of the folder are of; inference in a new folder."""
    kinds = Counter(rule.kind for rule in _in(knowledge, folder)).most_common(1)
    return kinds[0][0] if kinds else "inference"


def is_id(text: str) -> bool:
    """Whether the text has the form of a rule's id."""
    return _ID.fullmatch(text) is not None


def is_folder(text: str) -> bool:
    """Whether the text can name a new folder."""
    return _FOLDER.fullmatch(text) is not None and text != RETIRED


def _in(knowledge: Knowledge, folder: str) -> list[Rule]:
    rules = sorted(knowledge.rule.values(), key=lambda rule: rule.id)
    return [rule for rule in rules if folder_of(knowledge, rule) == folder]


_GAP = re.compile(r"[^a-z0-9]+")


@dataclass
class Draft:
    """What the author has said; empty where nothing was said yet.

    Texts are `{"id", "en"}`; `when` holds phrases by part and term; `then` is as the file has it.
    """

    folder: str = ""
    id: str = ""
    kind: str = "inference"
    title: dict[str, str] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)
    when: dict[str, dict[str, str]] = field(default_factory=dict)
    then: dict[str, Any] = field(default_factory=dict)
    examples: list[dict[str, Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The file's path below the rules folder, with the English title's words."""
        plain = unicodedata.normalize("NFKD", self.title["en"]).encode("ascii", "ignore").decode()
        words = _GAP.sub(" ", plain.lower()).split()[:5] or ["rule"]
        file = f"{self.id}-{'-'.join(words)}.yaml"
        return f"{self.folder}/{file}" if self.folder else file

    def data(self, since: str, status: str) -> dict[str, Any]:
        """The rule file's data."""
        kind = {} if self.kind == "inference" else {"kind": self.kind}
        return {
            "id": self.id,
            "title": self.title,
            "status": status,
            "since": since,
            **kind,
            "why": self.why,
            "sources": self.sources,
            "when": self.when,
            "then": self.then,
            "examples": self.examples,
        }

    def rule(self, since: str, status: str = "active", **changes: Any) -> Rule:
        """The rule as it stands, or with `changes`. Raises AdvisorError while parts are missing."""
        data = {**self.data(since, status), **changes}
        return fill(Rule, Document(self.id or "-", data, {}), data)


def check(knowledge: Knowledge, name: str, text: str) -> None:
    """Raise AdvisorError with every problem that this file, put into the base, would have."""
    shown = f"{RULES}/{name}"
    try:
        load_texts({**knowledge.texts, shown: text.encode()})
    except AdvisorError as error:
        if own := [problem for problem in error.problems if problem.where == shown]:
            raise AdvisorError(own) from error


def file_rule(knowledge: Knowledge, rules: Path, draft: Draft, status: str) -> Path:
    """Write the rule below `rules`; returns where.

    Raises AdvisorError, and writes nothing, when the file would not pass check.
    """
    draft.rule(knowledge.version, status)
    path = rules / draft.name
    plain = rule_yaml(draft.data(knowledge.version, status), schema_line(path))
    text = formatted(plain.encode(), str(path))
    check(knowledge, draft.name, text)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, text)
    return path
