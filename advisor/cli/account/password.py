"""`advisor account password`: another password for an account."""

import click

from advisor.cli.account.sharing import accounts, database_option, new_password
from advisor.cli.bilingual import Spoken
from advisor.cli.options import common_options, language
from advisor.common.messages import word


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
