"""A rule under construction: what is known of it so far, and its file."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from advisor.common.errors import AdvisorError
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.loader import load_texts
from advisor.knowledge.model import fill
from advisor.knowledge.rule import Rule
from advisor.knowledge.storage import RULES
from advisor.knowledge.yaml_reader import Document

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
