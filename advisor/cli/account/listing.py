"""`advisor account list`: who has an account."""

import click

from advisor.cli.account.sharing import accounts, database_option
from advisor.cli.bilingual import Spoken
from advisor.cli.inputs import console
from advisor.cli.options import common_options, language
from advisor.common.messages import word


@click.command("list", cls=Spoken, help="account.list")
@database_option
@common_options
def command(database: str | None) -> None:
    """Print them as a table."""
    from rich.table import Table

    from advisor.common.time_zone import chosen_zone

    lang, zone, people = language(), chosen_zone(), accounts(database).all()
    if not people:
        click.echo(word("account.none", lang))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for key in ("signin.name", "account.role", "account.state", "account.signed-in"):
        table.add_column(word(key, lang), overflow="fold")
    for person in people:
        role, state = word(f"account.role-{person.role}", lang), word(person.state, lang)
        seen = zone.written(person.signed_in) if person.signed_in else word("account.never", lang)
        table.add_row(person.name, role, state, seen)
    console().print(table)
