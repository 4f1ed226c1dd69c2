"""`advisor lesson list`: every lesson and its goal."""

import click

from advisor.cli.bilingual import Spoken
from advisor.cli.inputs import console, lessons, loaded
from advisor.cli.options import common_options, language
from advisor.common.messages import word


@click.command("list", cls=Spoken, help="lesson.list")
@common_options
def command() -> None:
    """All lessons."""
    from rich.table import Table
    from rich.text import Text

    found, lang = lessons(loaded()), language()
    if not found:
        click.echo(word("lesson.none", lang))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for key in ("lesson.title", "lesson.goal"):
        table.add_column(word(key, lang), overflow="fold")
    for lesson in found:
        table.add_row(lesson.id, Text(lesson.goal.to(lang)))
    console().print(table)
