"""What the API can do: one operation a row, from which routes, checks and documentation follow."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from advisor.web.api import answers, recording
from advisor.web.api.call import Call, Reply

Answer = Callable[[Call], Reply]
LANG = "lang"
BASE = "/api/v1"
ADVICE, KNOWLEDGE = TAGS = ("advice", "knowledge")
"""The groups of operations, in the order shown."""


@dataclass(frozen=True)
class Operation:
    """One address of the API, below `/api/v1`.

    `name` is its operationId and the key of its words (`api.about-<name>`); `asks` names the schema
    of the body and `gives` that of the answer; `parameter` is what `{…}` of the path holds.
    """

    name: str
    method: Literal["GET", "POST"]
    path: str
    answer: Answer
    gives: str
    asks: str | None = None
    parameter: Literal["step", "target", "rule", "schema"] | None = None
    query: tuple[str, ...] = (LANG,)

    @property
    def tag(self) -> str:
        """The group it stands in: what is told of one agency, or what holds for all."""
        return ADVICE if self.asks else KNOWLEDGE

    @property
    def may_record(self) -> bool:
        """Whether it can append to the ledger."""
        return recording.QUERY in self.query


OPERATIONS = (
    Operation(
        "advise", "POST", "/advise", recording.advise, "advice", "facts",
        query=(LANG, recording.QUERY),
    ),
    Operation(
        "next-question", "POST", "/next-question", answers.next_question, "question", "facts",
    ),
    Operation(
        "explain", "POST", "/explain/{step}", answers.explain, "explanation", "facts", "step",
    ),
    Operation(
        "why-not", "POST", "/why-not/{target}", answers.why_not, "why-not", "facts", "target",
    ),
    Operation("what-if", "POST", "/what-if", answers.what_if, "what-if", "changes"),
    Operation("rules", "GET", "/rules", answers.rules, "rules"),
    Operation("rule", "GET", "/rules/{rule}", answers.rule, "rule", parameter="rule"),
    Operation("schema", "GET", "/schema/{schema}", answers.schema, "schema", parameter="schema"),
)  # fmt: skip
