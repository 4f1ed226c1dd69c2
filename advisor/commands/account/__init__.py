"""`advisor account`: one module for each of its commands."""

import click

from advisor.commands.options import common_options
from advisor.commands.spoken import lazy

COMMANDS = {
    "add": "advisor.commands.account.add",
    "list": "advisor.commands.account.listing",
    "password": "advisor.commands.account.password",
    "lock": "advisor.commands.account.lock",
    "unlock": "advisor.commands.account.unlock",
    "remove": "advisor.commands.account.remove",
}


@click.group("account", cls=lazy(COMMANDS, "account"), help="cli.account")
@common_options
def command() -> None:
    """Who may sign in to the audit desk."""
