"""`advisor docs`: one module for each of its commands."""

import click

from advisor.commands.options import common_options
from advisor.commands.spoken import lazy

COMMANDS = {"build": "advisor.commands.docs.build"}


@click.group("docs", cls=lazy(COMMANDS, "docs"), help="cli.docs")
@common_options
def command() -> None:
    """Documents made from the rules."""
