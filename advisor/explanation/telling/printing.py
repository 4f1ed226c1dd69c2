"""Prints a Telling on a terminal, with rich."""

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text
from rich.tree import Tree

from advisor.explanation.telling.outline import Outline, Table, Telling


def print_telling(console: Console, telling: Telling) -> None:
    """Print; colours carry nothing that the words don't."""
    console.print(Text(telling.title, style="bold"))
    for paragraph in telling.lead:
        console.print(Text(paragraph))
    for part in telling.parts:
        console.print()
        console.print(_table(part) if isinstance(part, Table) else _tree(part))


def _tree(outline: Outline) -> Tree:
    tree = Tree(Text(outline.text, style="bold"), guide_style="dim")
    _grow(tree, outline)
    return tree


def _grow(tree: Tree, outline: Outline) -> None:
    for item in outline.items:
        _grow(tree.add(Text(item.text)), item)


def _table(content: Table) -> RichTable:
    table = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in content.headings:
        table.add_column(heading)
    for row in content.rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
