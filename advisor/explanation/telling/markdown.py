"""An explanation as Markdown."""

from collections.abc import Iterator

from advisor.explanation.telling.speaker import Outline, Table, Telling
from advisor.presentation.markdown import escape


def telling_markdown(telling: Telling) -> str:
    """The whole explanation as a document: a section for each outline."""
    return "\n".join(_lines(telling)) + "\n"


def _lines(telling: Telling) -> Iterator[str]:
    yield f"# {escape(telling.title)}"
    for paragraph in telling.lead:
        yield from ("", escape(paragraph))
    for part in telling.parts:
        yield ""
        if isinstance(part, Table):
            yield from map(_row, (part.headings, ("---",) * len(part.headings)))
            yield from (_row(tuple(map(escape, row))) for row in part.rows)
        else:
            yield from (f"## {escape(part.text)}", "")
            yield from _items(part, 0)


def _items(outline: Outline, depth: int) -> Iterator[str]:
    for item in outline.items:
        yield f"{'    ' * depth}- {escape(item.text)}"
        yield from _items(item, depth + 1)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
