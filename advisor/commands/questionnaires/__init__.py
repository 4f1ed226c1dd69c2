"""`advisor questionnaires`: one module for each of its commands."""

import click

from advisor.commands.options import common_options
from advisor.commands.spoken import lazy

COMMANDS = {"forget": "advisor.commands.questionnaires.forget"}


@click.group("questionnaires", cls=lazy(COMMANDS, "questionnaires"), help="cli.questionnaires")
@common_options
def command() -> None:
    """What people have answered and not deleted."""
