"""What the sheets of the workbook are called."""

import re
from collections.abc import Iterable
from itertools import chain, count

from advisor.authoring.draft import ROOT
from advisor.common.language import LANGUAGES
from advisor.common.messages import word
from advisor.knowledge.storage import RULES

OWN = ("guide", "choices", "edition")
"""The sheets that hold no rules: how to read, what may be chosen, and what was written."""
MOST = 31
_UNFIT = re.compile(r"[\[\]:*?/\\']")


def own_titles(sheet: str) -> set[str]:
    """What a sheet that holds no rules may be called, whatever language it was written in."""
    return {word(f"sheet.{sheet}", language) for language in LANGUAGES}


def titles(folders: Iterable[str]) -> dict[str, str]:
    """For each folder below the rules folder, a name that Excel takes and no other sheet has."""
    taken = {"history", *(title.lower() for sheet in OWN for title in own_titles(sheet))}
    found: dict[str, str] = {}
    for folder in folders:
        plain = _UNFIT.sub("-", RULES if folder == ROOT else folder)[:MOST]
        numbered = (f"{plain[: MOST - 4]}-{number}" for number in count(2))
        found[folder] = next(t for t in chain([plain], numbered) if t.lower() not in taken)
        taken.add(found[folder].lower())
    return found
