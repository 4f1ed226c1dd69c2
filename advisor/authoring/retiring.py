"""Retires a rule: its file moves to `retired/`, unless something would be left without support."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from advisor.advice.facts import one_line
from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.files import write_atomically
from advisor.common.language import said
from advisor.knowledge.loader import load_texts, read_unchecked
from advisor.knowledge.read_base import Filed, ParsedBase
from advisor.knowledge.rule import Rule
from advisor.knowledge.storage import RULES
from advisor.knowledge.yaml_reader import Document, parse

RETIRED = "retired"
FIRST = {
    "check.rule": "authoring.first-mention",
    "check.unadvised": "authoring.first-step",
    "check.unconcluded": "authoring.first-term",
}
"""What to do before a rule can be retired, by what would be wrong afterwards."""
# Where YAML ends a line; `str.splitlines` knows more places.
_ENDS = re.compile("(?<=\n)|(?<=\r)(?!\n)|(?<=[\x85\u2028\u2029])")


@dataclass(frozen=True)
class Retirement:
    """The id of a rule to retire, why, and the id of the rule that takes its place if any."""

    rule: str
    reason: str
    replaced_by: str | None = None


def retire(rules: Path, knowledge: Path, request: Retirement) -> Path:
    """Move the file and set its status; returns the new path.

    What counts is that the base loads afterwards. Before, it need not: a step that only this rule
    advises has to be taken out first. Raises AdvisorError with what would be left unsupported and
    what to do about it, and then nothing has changed.
    """
    base, texts = read_unchecked(rules, knowledge)
    filed = _found(base, request.rule)
    if filed.model.status == RETIRED:
        raise AdvisorError([Problem(filed.model.id, None, said("authoring.already"))])
    successor = _found(base, request.replaced_by).model.id if request.replaced_by else None
    old = PurePosixPath(*PurePosixPath(filed.document.path).parts[1:])
    new = PurePosixPath(RETIRED, old.name)
    content = retired_text(filed.document, texts[f"{RULES}/{old}"], request.reason, successor)
    _try(texts, filed, (f"{RULES}/{old}", f"{RULES}/{new}"), content)
    (rules / RETIRED).mkdir(exist_ok=True)
    write_atomically(rules / new, content)
    (rules / old).unlink()
    return rules / new


def _found(base: ParsedBase, rule_id: str) -> Filed[Rule]:
    known = {filed.model.id: filed for filed in base.rules}
    if rule_id.upper() not in known:
        hint = did_you_mean(rule_id.upper(), known)
        raise AdvisorError([Problem(rule_id, None, said("rules.unknown"), hint)])
    return known[rule_id.upper()]


def retired_text(document: Document, content: bytes, reason: str, successor: str | None) -> bytes:
    """The file with its new status; every other line, comments too, stays as it is.

    Raises AdvisorError for an empty reason, and where `status` shares its line.
    """
    if not (note := one_line(reason)):
        raise AdvisorError([Problem("--reason", None, said("authoring.no-reason"))])
    assert isinstance(document.data, dict)
    data = {key: value for key, value in document.data.items() if key != "replaced_by"}
    data |= {"status": RETIRED, **({"replaced_by": successor} if successor else {})}
    status = document.line(("status",))
    lines = _ENDS.split(content.decode())
    if "replaced_by" in document.data:
        lines[document.line(("replaced_by",)) - 1] = ""
    end = "\r\n" if lines[status - 1].endswith("\r\n") else "\n"
    new = (f"# {note}", f"status: {RETIRED}", *([f"replaced_by: {successor}"] if successor else ()))
    lines[status - 1] = "".join(f"{line}{end}" for line in new)
    text = "".join(lines)
    try:
        same = parse(text.encode(), document.path).data == data
    except AdvisorError:
        same = False
    if not same:
        raise AdvisorError([document.problem(("status",), said("authoring.status-line"))])
    return text.encode()


def _try(
    texts: Mapping[str, bytes], filed: Filed[Rule], move: tuple[str, str], content: bytes
) -> None:
    """Load the base as it would be. A problem is told of the file as it is, and what to do."""
    old, new = move
    if new in texts:
        message = said("check.rule-twice", id=filed.model.id, other=new)
        raise AdvisorError([filed.document.problem(("id",), message)])
    others = {name: text for name, text in texts.items() if name != old}
    try:
        load_texts({**others, new: content})
    except AdvisorError as error:
        stays = Problem(filed.model.id, None, said("authoring.stays"))
        raise AdvisorError([stays, *(_now(p, filed, new) for p in error.problems)]) from error


def _now(problem: Problem, filed: Filed[Rule], new: str) -> Problem:
    if problem.where == new:
        return replace(problem, where=filed.document.path, line=None)
    key = problem.message.key
    if key == "check.rule" and ("name", filed.model.id) not in problem.message.parameters:
        return problem
    return replace(problem, hint=said(FIRST[key])) if key in FIRST else problem
