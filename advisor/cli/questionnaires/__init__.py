"""`advisor questionnaires`: one module for each of its commands."""

import click

from advisor.cli.bilingual import lazy
from advisor.cli.options import common_options

COMMANDS = {"forget": "advisor.cli.questionnaires.forget"}


@click.group("questionnaires", cls=lazy(COMMANDS, "questionnaires"), help="cli.questionnaires")
@common_options
def command() -> None:
    """What people have answered and not deleted."""
