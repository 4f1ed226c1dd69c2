"""`advisor account remove`: forget an account."""

import click

from advisor.commands.account.sharing import accounts, database_option
from advisor.commands.options import common_options, language
from advisor.commands.spoken import Spoken
from advisor.words import word


@click.command("remove", cls=Spoken, help="account.remove")
@click.argument("name")
@database_option
@common_options
def command(name: str, database: str | None) -> None:
    """Remove it; its sign-ins end."""
    kept = accounts(database)
    found = kept.get(name)
    kept.remove(found.name)
    click.echo(word("account.removed", language(), name=found.name))
