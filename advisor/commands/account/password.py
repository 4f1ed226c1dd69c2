"""`advisor account password`: another password for an account."""

import click

from advisor.commands.account.sharing import accounts, database_option, new_password
from advisor.commands.options import common_options, language
from advisor.commands.spoken import Spoken
from advisor.words import word


@click.command("password", cls=Spoken, help="account.password")
@click.argument("name")
@database_option
@common_options
def command(name: str, database: str | None) -> None:
    """Ask for the password and set it."""
    kept = accounts(database)
    found = kept.get(name)
    kept.set_password(found.name, new_password())
    click.echo(word("account.set", language(), name=found.name))
