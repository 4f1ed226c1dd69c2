"""`advisor account`: one module for each of its commands."""

import click

from advisor.cli.bilingual import lazy
from advisor.cli.options import common_options

COMMANDS = {
    "add": "advisor.cli.account.add",
    "list": "advisor.cli.account.listing",
    "password": "advisor.cli.account.password",
    "lock": "advisor.cli.account.lock",
    "unlock": "advisor.cli.account.unlock",
    "unpair": "advisor.cli.account.unpair",
    "remove": "advisor.cli.account.remove",
}


@click.group("account", cls=lazy(COMMANDS, "account"), help="cli.account")
@common_options
def command() -> None:
    """Who may sign in to the audit desk."""
