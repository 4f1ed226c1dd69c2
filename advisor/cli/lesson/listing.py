"""`advisor lesson list`: every lesson and its goal."""

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.inputs import format_option, lessons, loaded
from advisor.cli.options import common_options, language
from advisor.cli.output import print_json, print_rows
from advisor.common.messages import word


@click.command("list", cls=BilingualCommand, help="lesson.list")
@format_option()
@common_options
def command(layout: str) -> None:
    """All lessons."""
    found, lang = lessons(loaded()), language()
    if layout == "json":
        print_json([{"id": lesson.id, "goal": lesson.goal.as_json()} for lesson in found])
    elif not found:
        click.echo(word("lesson.none", lang))
    else:
        rows = ((lesson.id, lesson.goal.to(lang)) for lesson in found)
        print_rows(("lesson.title", "lesson.goal"), rows, lang)
