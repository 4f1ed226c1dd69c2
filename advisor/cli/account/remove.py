"""`advisor account remove`: forget an account."""

import click

from advisor.cli.account.sharing import accounts, database_option
from advisor.cli.bilingual import Spoken
from advisor.cli.options import common_options, language
from advisor.common.messages import word


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
