"""The headings of the outputs, in words."""

from advisor.language import Language
from advisor.words import word

_OWN = frozenset(
    (
        "row", "name", "region", "status", "steps", "contradictions", "undecided",
        "rank", "step", "text", "actor", "urgency", "rules", "locators",
        "column", "value", "reason",
    )
)  # fmt: skip


def headings(columns: list[str], language: Language) -> list[str]:
    """The columns' headings in words; a column that was kept has its own."""
    return [word(f"batch.column-{c}", language) if c in _OWN else c for c in columns]
