"""`advisor account list`: who has an account."""

import click

from advisor.cli.account.sharing import accounts, database_option
from advisor.cli.bilingual import BilingualCommand
from advisor.cli.inputs import format_option
from advisor.cli.options import common_options, language
from advisor.cli.output import print_json, print_rows
from advisor.common.messages import word


@click.command("list", cls=BilingualCommand, help="account.list")
@database_option
@format_option()
@common_options
def command(database: str | None, layout: str) -> None:
    """Print them as a table, or as JSON with times in UTC."""
    from advisor.common.time_zone import chosen_zone

    lang, zone = language(), chosen_zone()
    with accounts(database) as kept:
        people = kept.all()
    if layout == "json":
        print_json(
            [
                {"name": person.name, "role": person.role,
                 "state": person.state.partition(".")[2], "signed_in": person.signed_in}
                for person in people
            ]
        )  # fmt: skip
        return
    if not people:
        click.echo(word("account.none", lang))
        return
    rows = []
    for person in people:
        role, state = word(f"account.role-{person.role}", lang), word(person.state, lang)
        seen = zone.written(person.signed_in) if person.signed_in else word("account.never", lang)
        rows.append((person.name, role, state, seen))
    heads = ("signin.name", "account.role", "account.state", "account.signed-in")
    print_rows(heads, rows, lang)
