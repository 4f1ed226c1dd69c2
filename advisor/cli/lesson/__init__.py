"""`advisor lesson`: one module for each of its commands."""

import click

from advisor.cli.bilingual import lazy
from advisor.cli.options import common_options

COMMANDS = {
    "list": "advisor.cli.lesson.listing",
    "show": "advisor.cli.lesson.show",
    "quiz": "advisor.cli.lesson.quiz",
}


@click.group("lesson", cls=lazy(COMMANDS, "lesson"), help="cli.lesson")
@common_options
def command() -> None:
    """What a trainer takes to a class."""
