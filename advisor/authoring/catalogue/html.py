"""The catalogue as one HTML page for each language."""

from itertools import groupby
from pathlib import Path

from advisor.authoring.catalogue.wording import entries, heads, indexes
from advisor.common.language import LANGUAGES, Language
from advisor.common.messages import word
from advisor.knowledge.knowledge import Knowledge
from advisor.presentation.html import document


def html(knowledge: Knowledge, language: Language) -> str:
    """The catalogue as one page; the pages link to each other as `rules.<language>.html`."""
    title, origin = heads(knowledge, language)
    (other,) = (other for other in LANGUAGES if other != language)
    by_topic = groupby(entries(knowledge, language), lambda entry: entry.topic)
    return document(
        Path(__file__).with_name("page.html"),
        title=title,
        origin=origin,
        language=language,
        other=other,
        topics=[(topic, [*group]) for topic, group in by_topic],
        indexes=indexes(knowledge, language),
        say=lambda name: word(f"docs.{name}", language),
    )
