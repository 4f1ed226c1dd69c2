"""Lays the catalogue out as one Markdown and one HTML page for each language."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from advisor.authoring.catalogue.html import html
from advisor.authoring.catalogue.wording import Section, entries, heads, indexes
from advisor.common.files import write_atomically
from advisor.common.language import LANGUAGES, Language
from advisor.common.messages import word
from advisor.knowledge.knowledge import Knowledge
from advisor.presentation.markdown import escape as plain


def build(knowledge: Knowledge, folder: Path) -> tuple[Path, ...]:
    """Write `rules.<language>.md` and `.html` into the folder; returns the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for language in LANGUAGES:
        for ending, page in (("md", markdown), ("html", html)):
            path = folder / f"rules.{language}.{ending}"
            write_atomically(path, page(knowledge, language))
            written.append(path)
    return tuple(written)


def markdown(knowledge: Knowledge, language: Language) -> str:
    """The catalogue as Markdown."""
    return "\n".join(_markdown(knowledge, language)) + "\n"


def _markdown(knowledge: Knowledge, language: Language) -> Iterator[str]:
    title, origin = heads(knowledge, language)
    found = entries(knowledge, language)
    yield from (f"# {plain(title)}", "", plain(origin), "")
    yield f"## {word('docs.topics', language)}"
    for topic, group in groupby(found, lambda entry: entry.topic):
        yield from ("", f"**{plain(topic)}**", "")
        yield from (f"- [{entry.id}](#{entry.id}) {plain(entry.title)}" for entry in group)
    for section in indexes(knowledge, language):
        yield from ("", f"## {plain(section.title)}", "")
        yield from _items(section)
    yield from ("", f"## {word('docs.rules', language)}")
    for entry in found:
        yield from ("", f'<a id="{entry.id}"></a>', "", f"### {entry.id}: {plain(entry.title)}")
        yield from ("", f"{plain(entry.topic)}. {plain(entry.status)}.")
        for part in entry.sections:
            yield from ("", f"**{plain(part.title)}**", "")
            yield from _items(part)


def _items(section: Section) -> Iterator[str]:
    for text, ids in section.lines:
        links = ", ".join(f"[{i}](#{i})" for i in ids)
        yield "- " + (f"{plain(text)} ({links})" if text and links else plain(text) or links)
