"""What of a rule stands in which column, and how it is read back.

A column is called by its key: `title.en`, `advise`, or, for a line of `when`, `all: budget`.
"""

import re
from typing import Any

from advisor.authoring.conditions import PARTS
from advisor.common.language import LANGUAGES
from advisor.knowledge.rule import Rule
from advisor.knowledge.yaml_reader import Location
from advisor.tables.batch.header import key_of

Cells = dict[str, str]
"""The cells of a row that are not empty, by the column's key."""
_TEXTS = {name: tuple(f"{name}.{lang}" for lang in LANGUAGES) for name in ("title", "why")}
_THEN = ("conclude", "advise", "urgency", *(f"message.{lang}" for lang in LANGUAGES))
BEFORE = ("id", *_TEXTS["title"])
AFTER = (*_THEN, "sources", *_TEXTS["why"], "status", "kind", "since", "replaced_by")
"""The columns that every sheet has, before and after those of its conditions."""
EXAMPLES = "examples"
"""The last column, which shows what only the file can change."""
USUAL_KIND = "inference"
_SEPARATORS = re.compile(r"[,;\n]")


def cells(rule: Rule) -> Cells:
    """The rule's row."""
    data = rule.model_dump(mode="json", exclude_none=True)
    lines = [f"{part}: {term}" for part in PARTS for term in data["when"][part]]
    found = {}
    for key in (*BEFORE, *lines, *AFTER):
        value: Any = data
        for name in place(key):
            value = value.get(name, {})
        if value:
            found[key] = tidy(key, ", ".join(value) if isinstance(value, list) else value)
    return found


def examples(rule: Rule) -> str:
    """The rule's examples and waivers, a line each."""
    given = (", ".join(f"{k}={v}" for k, v in example.given.items()) for example in rule.examples)
    lines = [f"{e.expect}: {text or '-'}" for e, text in zip(rule.examples, given, strict=True)]
    return "\n".join([*lines, *(f"waiver: {waiver.problem}" for waiver in rule.waivers)])


def is_condition(key: str) -> bool:
    """Whether the column holds phrases."""
    return key.partition(": ")[0] in PARTS


def place(key: str) -> Location:
    """Where the rule file has what stands in the column."""
    part, _, term = key.partition(": ")
    if term:
        return "when", part, term
    return (*(("then",) if key in _THEN else ()), *key.split("."))


def put(data: dict[str, Any], key: str, text: str) -> None:
    """Write a cell into a rule file's data; an empty one takes out what stood there."""
    *way, last = map(str, place(key))
    around = [data]
    for name in way:
        around.append(around[-1].setdefault(name, {}))
    if text and (key, text) != ("kind", USUAL_KIND):
        around[-1][last] = text.split(", ") if key == "sources" else text
    else:
        around[-1].pop(last, None)
    if len(way) == 2 and not around[-1]:  # a part of `when` without lines, a message without words
        del around[1][way[1]]


def tidy(key: str, text: str) -> str:
    """A cell's text without what makes no difference."""
    if is_condition(key):
        return " ".join(text.lower().split())
    match key:
        case "sources":
            return ", ".join(part.strip() for part in _SEPARATORS.split(text) if part.strip())
        case "conclude" | "advise":
            return key_of(text)
        case "urgency" | "status" | "kind":
            return text.lower().strip()
        case "id" | "replaced_by":
            return text.upper().strip()
        case _:
            return text.strip()
