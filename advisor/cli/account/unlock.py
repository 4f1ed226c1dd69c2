"""`advisor account unlock`: let somebody in again."""

import click

from advisor.cli.account.sharing import accounts, database_option
from advisor.cli.bilingual import Spoken
from advisor.cli.options import common_options, language
from advisor.common.messages import word


@click.command("unlock", cls=Spoken, help="account.unlock")
@click.argument("name")
@database_option
@common_options
def command(name: str, database: str | None) -> None:
    """Unlock it."""
    kept = accounts(database)
    found = kept.get(name)
    kept.unlock(found.name)
    click.echo(word("account.is-unlocked", language(), name=found.name))
