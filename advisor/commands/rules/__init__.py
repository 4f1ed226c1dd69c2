"""`advisor rules`: one module for each of its commands."""

import click

from advisor.commands.options import common_options
from advisor.commands.spoken import lazy

COMMANDS = {
    "list": "advisor.commands.rules.listing",
    "show": "advisor.commands.rules.show",
    "diff": "advisor.commands.rules.diff",
    "test": "advisor.commands.rules.test",
    "new": "advisor.commands.rules.new",
    "format": "advisor.commands.rules.format",
    "retire": "advisor.commands.rules.retire",
    "watch": "advisor.commands.rules.watch",
}


@click.group("rules", cls=lazy(COMMANDS, "rules"), help="cli.rules")
@common_options
def command() -> None:
    """The rules as an auditor reads them."""
