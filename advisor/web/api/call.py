"""One call of the API, and what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from advisor.advice.facts import Facts, facts_of
from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import Language, said
from advisor.knowledge.phrase import Value
from advisor.knowledge.spelling import canonical_answer
from advisor.knowledge.vocabulary import Vocabulary
from advisor.web.api.body import Fields, Number, as_answers
from advisor.web.installation import Site

FACTS = ("pd", "answers")


@dataclass(frozen=True)
class Reply:
    """What is answered: a JSON value, its status, and headers of its own."""

    content: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """What was asked: the body as it came, the name in the path, the query, and the key under
    which the same request may come again.
    """

    site: Site
    language: Language
    sent: dict[str, Any]
    name: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    key: str | None = None

    def facts(self) -> Facts:
        """The facts sent, and nothing else. Raises AdvisorError with every problem."""
        return read_facts(self.site.knowledge.vocabulary, self.sent)


def read_facts(vocabulary: Vocabulary, sent: Mapping[str, Any]) -> Facts:
    """Facts in canonical words only. Raises AdvisorError with every problem."""
    data = {**sent, "answers": as_answers(sent["answers"])} if "answers" in sent else dict(sent)
    if isinstance(head := data.get("pd"), dict):
        # A facts file reads a number as text; a JSON number is no name.
        data["pd"] = {key: None if isinstance(v, Number) else v for key, v in head.items()}
    return facts_of(vocabulary, Fields("body", data, {}), canonical_answer)


def read_changes(vocabulary: Vocabulary, sent: Any) -> dict[str, Value | None]:
    """The changes under `set`; None makes an answer unknown. Raises AdvisorError."""
    fields = Fields("body", {"answers": as_answers(sent)}, {}, shown={"answers": "set"})
    found = facts_of(vocabulary, fields, canonical_answer)
    return {**found.answers, **dict.fromkeys(found.not_known)}


def unknown_fields(sent: Mapping[str, Any], known: tuple[str, ...]) -> list[Problem]:
    """A problem for each top-level field that means nothing here."""
    return [
        Problem(name, None, said("api.field", known=known), did_you_mean(name, known))
        for name in sent
        if name not in known
    ]


class Gathering:
    """Collects the problems of several readings, so that all are told at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def __enter__(self) -> "Gathering":
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, AdvisorError):
            self.problems.extend(error.problems)
            return True
        return False

    def check(self) -> None:
        """Raise AdvisorError with all that was found, if anything was."""
        if self.problems:
            raise AdvisorError(self.problems)
