"""What the sheets of the workbook are called."""

import re
from collections.abc import Iterable

from advisor.authoring.naming import ROOT
from advisor.common.language import LANGUAGES
from advisor.common.messages import word
from advisor.knowledge.storage import RULES

OWN = ("guide", "choices", "edition")
"""The sheets that hold no rules: how to read, what may be chosen, and what was written."""
MOST = 31
_UNFIT = re.compile(r"[\[\]:*?/\\']")
_TAKEN = ("history",)
"""What Excel keeps for itself."""


def own_titles(sheet: str) -> set[str]:
    """What a sheet that holds no rules may be called, whatever language it was written in."""
    return {word(f"sheet.{sheet}", language) for language in LANGUAGES}


def titles(folders: Iterable[str]) -> dict[str, str]:
    """For each folder below the rules folder, a name that Excel takes, and no other folder has."""
    taken = {*_TAKEN, *(title.lower() for sheet in OWN for title in own_titles(sheet))}
    found: dict[str, str] = {}
    for folder in folders:
        plain = _UNFIT.sub("-", RULES if folder == ROOT else folder)[:MOST]
        title, number = plain, 1
        while title.lower() in taken:
            number += 1
            title = f"{plain[: MOST - 4]}-{number}"
        taken.add(title.lower())
        found[folder] = title
    return found
