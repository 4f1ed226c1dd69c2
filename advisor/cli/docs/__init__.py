"""`advisor docs`: one module for each of its commands."""

import click

from advisor.cli.bilingual import lazy
from advisor.cli.options import common_options

COMMANDS = {"build": "advisor.cli.docs.build"}


@click.group("docs", cls=lazy(COMMANDS, "docs"), help="cli.docs")
@common_options
def command() -> None:
    """Documents made from the rules."""
