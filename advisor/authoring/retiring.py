"""Retires a rule: its file moves to `retired/`, unless something would be left without support."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from advisor.errors import AdvisorError, Problem
from advisor.files import write_atomically
from advisor.knowledge import Knowledge
from advisor.language import said
from advisor.loader import load
from advisor.render.rule import find_rule
from advisor.rule import Rule

RETIRED = "retired"


@dataclass(frozen=True)
class Retirement:
    """A rule to retire, the id of the rule that takes its place if any, and why."""

    rule: Rule
    reason: str
    replaced_by: str | None = None


def retire(rules: Path, knowledge: Path, request: Retirement) -> Path:
    """Move the file and set its status; returns the new path.

    The change is tried on a copy first. Raises AdvisorError with what would be left unsupported,
    and then nothing has changed.
    """
    base = load(rules, knowledge)
    if request.rule.status == RETIRED:
        raise AdvisorError([Problem(request.rule.id, None, said("authoring.already"))])
    if request.replaced_by:
        find_rule(base, request.replaced_by)
    old = _path(rules, base, request.rule)
    new = rules / RETIRED / old.name
    content = _retired(old.read_text("utf-8"), request)
    _try(rules, knowledge, old.relative_to(rules), content)
    new.parent.mkdir(exist_ok=True)
    write_atomically(new, content)
    old.unlink()
    return new


def _path(rules: Path, base: Knowledge, rule: Rule) -> Path:
    return rules.parent / rules.name / Path(base.paths[rule.id]).relative_to(rules.name)


def _retired(text: str, request: Retirement) -> str:
    """The file with its new status; every other line, comments too, stays as it is."""
    lines = []
    for line in text.splitlines():
        if line.startswith("status:"):
            lines.append(f"# {' '.join(request.reason.split())}")
            lines.append(f"status: {RETIRED}")
            if request.replaced_by:
                lines.append(f"replaced_by: {request.replaced_by.upper()}")
        elif not line.startswith("replaced_by:"):
            lines.append(line)
    return "\n".join(lines) + "\n"


def _try(rules: Path, knowledge: Path, moved: Path, content: str) -> None:
    with TemporaryDirectory() as folder:
        copy = Path(folder) / rules.name
        shutil.copytree(rules, copy)
        (copy / moved).unlink()
        (copy / RETIRED).mkdir(exist_ok=True)
        (copy / RETIRED / moved.name).write_text(content, "utf-8")
        load(copy, knowledge)
