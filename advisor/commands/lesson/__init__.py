"""`advisor lesson`: one module for each of its commands."""

import click

from advisor.commands.options import common_options
from advisor.commands.spoken import lazy

COMMANDS = {
    "list": "advisor.commands.lesson.listing",
    "show": "advisor.commands.lesson.show",
    "quiz": "advisor.commands.lesson.quiz",
}


@click.group("lesson", cls=lazy(COMMANDS, "lesson"), help="cli.lesson")
@common_options
def command() -> None:
    """What a trainer takes to a class."""
