"""`advisor account lock`: keep somebody out."""

import click

from advisor.cli.account.sharing import accounts, database_option
from advisor.cli.bilingual import Spoken
from advisor.cli.options import common_options, language
from advisor.common.messages import word


@click.command("lock", cls=Spoken, help="account.lock")
@click.argument("name")
@database_option
@common_options
def command(name: str, database: str | None) -> None:
    """Lock it; its sign-ins end."""
    kept = accounts(database)
    found = kept.get(name)
    kept.lock(found.name)
    click.echo(word("account.is-locked", language(), name=found.name))
