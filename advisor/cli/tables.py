"""Prints tables in words on the console."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisor.cli.inputs import console
from advisor.cli.options import language

if TYPE_CHECKING:
    from advisor.tables.batch.summary_wording import Table


def print_tables(title: str, lead: Sequence[str], tables: Sequence["Table"]) -> None:
    """A title, sentences, and tables; numbers stand to the right."""
    from rich.table import Table as Grid
    from rich.text import Text

    from advisor.tables.batch.page import shown

    out = console()
    out.print(Text(title, style="bold"))
    for line in lead:
        out.print(Text(line))
    for table in tables:
        grid = Grid(title=table.title, title_justify="left", expand=False)
        numeric = [bool(table.rows) and place > 0 for place in range(len(table.heads))]
        for head, is_number in zip(table.heads, numeric, strict=True):
            grid.add_column(Text(head), justify="right" if is_number else "left", overflow="fold")
        for row in table.rows:
            grid.add_row(*(Text(shown(cell, language())) for cell in row))
        out.print()
        out.print(grid)
        if table.note:
            out.print(Text(table.note))
