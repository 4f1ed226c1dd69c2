"""Lays the catalogue out as one Markdown and one HTML page for each language."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from advisor.docs.entries import Entry, Section, entries, indexes
from advisor.files import write_atomically
from advisor.knowledge import Knowledge
from advisor.language import LANGUAGES, Language
from advisor.render.markdown import escape as plain
from advisor.words import word

STYLE = """
body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1rem/1.55 system-ui,sans-serif;
color:#1c2430;background:#fff}
h1{line-height:1.2}h2{margin-top:2.5rem;border-bottom:2px solid #0b5d66}
article{border-top:1px solid #ccd3da;padding:1rem 0;break-inside:avoid}
article h3{margin:0}article h4{margin:.8rem 0 0;font-size:.95rem;color:#0b5d66}
ul{margin:.2rem 0;padding-left:1.2rem}a{color:#0b4f8a}.note{color:#566}
:target{background:#fff7d6}
@media print{body{margin:0;max-width:none;font-size:10pt}a{color:inherit;text-decoration:none}}
"""


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


def html(knowledge: Knowledge, language: Language) -> str:
    """The catalogue as one HTML page without scripts."""
    return "\n".join(_html(knowledge, language)) + "\n"


def _heads(knowledge: Knowledge, language: Language) -> tuple[str, str]:
    title = word("docs.title", language, count=len(knowledge.rule))
    origin = word(
        "docs.origin",
        language,
        title=knowledge.article.title,
        author=knowledge.article.author,
        version=knowledge.version,
        digest=knowledge.digest.removeprefix("sha256:")[:12],
    )
    return title, origin


def _markdown(knowledge: Knowledge, language: Language) -> Iterator[str]:
    title, origin = _heads(knowledge, language)
    yield from (f"# {plain(title)}", "", plain(origin))
    for section in indexes(knowledge, language):
        yield from ("", f"## {plain(section.title)}", "")
        yield from _items(section)
    yield from ("", f"## {word('docs.rules', language)}")
    for entry in entries(knowledge, language):
        yield from ("", f'<a id="{entry.id}"></a>', "", f"### {entry.id}: {plain(entry.title)}")
        yield from ("", f"{plain(entry.topic)}. {plain(entry.status)}.")
        for section in entry.sections:
            yield from ("", f"**{plain(section.title)}**", "")
            yield from _items(section)


def _items(section: Section) -> Iterator[str]:
    for text, ids in section.lines:
        links = ", ".join(f"[{i}](#{i})" for i in ids)
        yield "- " + ": ".join(part for part in (plain(text), links) if part)


def _html(knowledge: Knowledge, language: Language) -> Iterator[str]:
    title, origin = (escape(text) for text in _heads(knowledge, language))
    yield f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header>"
    yield f'<h1>{title}</h1>\n<p class="note">{origin}</p>\n</header>\n<main>'
    for section in indexes(knowledge, language):
        yield f"<section>\n<h2>{escape(section.title)}</h2>"
        yield from _list(section)
        yield "</section>"
    yield f"<section>\n<h2>{escape(word('docs.rules', language))}</h2>"
    for entry in entries(knowledge, language):
        yield from _article(entry)
    yield "</section>\n</main>\n</body>\n</html>"


def _article(entry: Entry) -> Iterator[str]:
    yield f'<article id="{entry.id}">\n<h3>{entry.id}: {escape(entry.title)}</h3>'
    yield f'<p class="note">{escape(entry.topic)}. {escape(entry.status)}.</p>'
    for section in entry.sections:
        yield f"<h4>{escape(section.title)}</h4>"
        yield from _list(section)
    yield "</article>"


def _list(section: Section) -> Iterator[str]:
    yield "<ul>"
    for text, ids in section.lines:
        links = ", ".join(f'<a href="#{i}">{i}</a>' for i in ids)
        yield f"<li>{': '.join(part for part in (escape(text), links) if part)}</li>"
    yield "</ul>"
