"""`advisor rules`: one module for each of its commands."""

import click

from advisor.cli.bilingual import lazy
from advisor.cli.options import common_options

COMMANDS = {
    "list": "advisor.cli.rules.listing",
    "show": "advisor.cli.rules.show",
    "diff": "advisor.cli.rules.diff",
    "test": "advisor.cli.rules.test",
    "new": "advisor.cli.rules.new",
    "format": "advisor.cli.rules.format",
    "retire": "advisor.cli.rules.retire",
    "export": "advisor.cli.rules.export",
    "import": "advisor.cli.rules.importing",
    "watch": "advisor.cli.rules.watch",
}


@click.group("rules", cls=lazy(COMMANDS, "rules"), help="cli.rules")
@common_options
def command() -> None:
    """The rules as an auditor reads them."""
