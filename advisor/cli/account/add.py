"""`advisor account add`: a new account."""

import click

from advisor.cli.account.sharing import accounts, database_option, new_password
from advisor.cli.bilingual import BilingualCommand
from advisor.cli.options import common_options, language
from advisor.common.messages import word


@click.command("add", cls=BilingualCommand, help="account.add")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice(["administrator", "auditor", "trainer"]),
    required=True,
    help="account.option-role",
)
@database_option
@common_options
def command(name: str, role: str, database: str | None) -> None:
    """Ask for the password and make the account."""
    with accounts(database) as kept:
        made = kept.add(name, role, new_password())
    click.echo(word("account.added", language(), name=made.name, role=made.role))
