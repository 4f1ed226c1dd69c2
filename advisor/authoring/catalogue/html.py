"""The catalogue as one HTML page for each language: no script, nothing fetched, made to print."""

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from itertools import groupby

from advisor.authoring.catalogue.wording import Entry, Line, Section, entries, heads, indexes
from advisor.common.language import LANGUAGES, Language
from advisor.common.messages import word
from advisor.knowledge.knowledge import Knowledge


def page_name(language: Language) -> str:
    """The file of a language's page; the pages link to each other by it."""
    return f"rules.{language}.html"


def html(knowledge: Knowledge, language: Language) -> str:
    """The catalogue as one page."""
    return "\n".join(_Page(knowledge, language).lines()) + "\n"


class _Page:
    def __init__(self, knowledge: Knowledge, language: Language) -> None:
        self.knowledge = knowledge
        self.language = language
        (self.other,) = (other for other in LANGUAGES if other != language)
        self.entries = entries(knowledge, language)
        self.indexes = indexes(knowledge, language)

    def say(self, name: str, **parameters: object) -> str:
        return escape(word(f"docs.{name}", self.language, **parameters))

    def lines(self) -> Iterator[str]:
        title, origin = (escape(text) for text in heads(self.knowledge, self.language))
        style = files("advisor.authoring.catalogue").joinpath("style.css").read_text("utf-8")
        yield f'<!doctype html>\n<html lang="{self.language}">\n<head>\n<meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>"
        yield f'<header id="top">\n<h1>{title}</h1>\n<p class="note">{origin}</p>'
        yield from self.navigation()
        yield "</header>\n<main>"
        yield from self.contents()
        for section in self.indexes:
            yield f'<section id="{section.name}" class="index">\n<h2>{escape(section.title)}</h2>'
            yield from (*_list(section.lines), "</section>")
        yield f'<section id="rules">\n<h2>{self.say("rules")}</h2>'
        for entry in self.entries:
            yield from self.article(entry)
        yield "</section>\n</main>\n</body>\n</html>"

    def navigation(self) -> Iterator[str]:
        parts = [("topics", self.say("topics"))]
        parts += [(section.name, escape(section.title)) for section in self.indexes]
        parts.append(("rules", self.say("rules")))
        yield f'<nav aria-label="{self.say("contents")}">\n<ul>'
        yield from (f'<li><a href="#{name}">{title}</a></li>' for name, title in parts)
        yield f"<li>{self.translation()}</li>\n</ul>\n</nav>"

    def translation(self, rule: str = "") -> str:
        """A link to the page in the other language, or to a rule on it."""
        target = page_name(self.other) + (f"#{rule}" if rule else "")
        language = f'hreflang="{self.other}" lang="{self.other}"'
        return f'<a href="{target}" {language}>{self.say("language")}</a>'

    def contents(self) -> Iterator[str]:
        yield f'<section id="topics">\n<h2>{self.say("topics")}</h2>\n<div class="topics">'
        for topic, group in groupby(self.entries, lambda entry: entry.topic):
            yield f"<section>\n<h3>{escape(topic)}</h3>\n<ul>"
            yield from (f"<li>{_link(e.id)} <span>{escape(e.title)}</span></li>" for e in group)
            yield "</ul>\n</section>"
        yield "</div>\n</section>"

    def article(self, entry: Entry) -> Iterator[str]:
        yield f'<article id="{entry.id}">\n<h3>{_link(entry.id)} {escape(entry.title)}</h3>'
        yield f'<p class="note">{escape(entry.topic)}. {escape(entry.status)}.</p>\n<dl>'
        for section in entry.sections:
            yield from _defined(section)
        top = f'<a href="#top">{self.say("top")}</a>'
        yield f'</dl>\n<p class="foot">{top} {self.translation(entry.id)}</p>\n</article>'


def _defined(section: Section) -> Iterator[str]:
    """A heading with its lines: one as it is, several as a list."""
    yield f'<dt>{escape(section.title)}</dt>\n<dd class="{section.name}">'
    if len(section.lines) == 1:
        yield _line(section.lines[0])
    else:
        yield from _list(section.lines)
    yield "</dd>"


def _list(lines: Iterable[Line]) -> Iterator[str]:
    yield "<ul>"
    yield from (f"<li>{_line(line)}</li>" for line in lines)
    yield "</ul>"


def _line(line: Line) -> str:
    text, ids = line
    links = ", ".join(_link(name) for name in ids)
    shown = f"({links})" if text and links else links
    return " ".join(part for part in (escape(text), shown) if part)


def _link(rule: str) -> str:
    return f'<a class="id" href="#{rule}">{rule}</a>'
