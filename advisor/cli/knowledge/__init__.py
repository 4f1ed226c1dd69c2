"""`advisor knowledge`: one module for each of its commands."""

import click

from advisor.cli.bilingual import lazy
from advisor.cli.options import common_options

COMMANDS = {
    "coverage": "advisor.cli.knowledge.coverage",
    "new": "advisor.cli.knowledge.new",
}


@click.group("knowledge", cls=lazy(COMMANDS, "knowledge"), help="cli.knowledge")
@common_options
def command() -> None:
    """What the knowledge base holds."""
