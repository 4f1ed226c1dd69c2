"""How a cell of a table is read: a facts file's spellings, and what a drop-down shows, any case."""

from functools import cache

from advisor.advice.facts import UNKNOWN
from advisor.common.language import LANGUAGES, Said, said
from advisor.common.messages import word
from advisor.knowledge.phrase import Value
from advisor.knowledge.vocabulary import Term, written

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a text for a formula; some take the wide signs for the others."""


@cache
def unknowns() -> frozenset[str]:
    """The spellings of "not known", in lower case; an empty cell is one."""
    return frozenset(("", *UNKNOWN, *(word("template.unknown", lang) for lang in LANGUAGES)))


def spellings(term: Term) -> dict[str, Value]:
    """The values of a yes-no or choice term by spelling, in lower case.

    What a facts file writes comes first; the labels of both languages are read as well, because
    a template's drop-downs write them.
    """
    labels = {
        term.shown(value).to(lang).lower(): value for value in term.values for lang in LANGUAGES
    }
    canonical = {written(value).lower(): value for value in term.values}
    logical = {"true": True, "false": False} if term.type == "yes-no" else {}
    return {**labels, **canonical, **logical}


def complaint(term: Term, text: str) -> Said:
    """What is wrong with a cell that could not be read."""
    if is_formula(text):
        return said("batch.formula")
    parsed = term.parse(text[:60])
    return parsed if isinstance(parsed, Said) else said("batch.cell")


def is_formula(text: str) -> bool:
    """Whether someone meant the text for a formula; a signed number or a dash is none."""
    rest = text[1:].replace(".", "").replace(",", "").strip("-")
    plain = text[:1] in ("+", "-") and (not rest or rest.isdigit())
    return text.startswith(FORMULA_STARTS) and not plain
