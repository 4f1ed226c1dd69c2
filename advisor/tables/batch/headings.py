"""The headings of the outputs, in words."""

import re

import polars as pl

from advisor.common.language import LANGUAGES, Language
from advisor.common.messages import word

_OWN = frozenset(
    (
        "row", "name", "region", "sheet", "status", "steps", "contradictions", "undecided",
        "rank", "step", "text", "certainty", "actor", "urgency", "rules", "locators",
        "column", "value", "reason",
    )
)  # fmt: skip


def headings(columns: list[str], language: Language) -> list[str]:
    """The columns' headings in words; a column that was kept has its own."""
    return [word(f"batch.column-{c}", language) if c in _OWN else c for c in columns]


def taken_headings() -> frozenset[str]:
    """What no column that is kept can be called: names and headings of the output's own columns."""
    return _OWN.union(*(headings(sorted(_OWN), language) for language in LANGUAGES))


def is_pattern(name: str) -> bool:
    """Whether polars takes this name of a column for a pattern of names."""
    return name == "*" or (name.startswith("^") and name.endswith("$"))


def exactly(name: str) -> pl.Expr:
    """The column of this very name."""
    return pl.col(f"^{re.escape(name)}$" if is_pattern(name) else name)
