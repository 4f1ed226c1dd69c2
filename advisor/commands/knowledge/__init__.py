"""`advisor knowledge`: one module for each of its commands."""

import click

from advisor.commands.options import common_options
from advisor.commands.spoken import lazy

COMMANDS = {"coverage": "advisor.commands.knowledge.coverage"}


@click.group("knowledge", cls=lazy(COMMANDS, "knowledge"), help="cli.knowledge")
@common_options
def command() -> None:
    """What the knowledge base holds."""
