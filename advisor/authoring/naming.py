"""What the rules that exist suggest for a new one: its folder, its id, its kind."""

import re
from collections import Counter
from pathlib import PurePosixPath

from advisor.authoring.retiring import RETIRED
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Rule

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
