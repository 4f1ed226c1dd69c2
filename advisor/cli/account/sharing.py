"""What the account commands share: the database, and how a password is asked for."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.extras import need_web
from advisor.cli.options import common_options, language
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.common.messages import word

if TYPE_CHECKING:
    from advisor.web.store.accounts import Accounts

database_option = click.option(
    "--database", metavar="URL", envvar="IPP_ADVISOR_DATABASE", help="web.option-database"
)


@contextmanager
def accounts(database: str | None) -> "Iterator[Accounts]":
    """The accounts in this database; its tables are made if they are not there.

    Raises AdvisorError whatever fails in the database, now or inside.
    """
    need_web()
    from advisor.web.settings import default_database
    from advisor.web.store.accounts import Accounts
    from advisor.web.store.database import open_database
    from advisor.web.store.schema import for_one_command, prepare

    with for_one_command(open_database(database or default_database())) as engine:
        prepare(engine)
        yield Accounts(engine)


def changing(called: str, change: "Callable[[Accounts, str], object]", done: str) -> click.Command:
    """The command of this name that does one thing to one account and then says `done`."""

    @click.command(called, cls=BilingualCommand, help=f"account.{called}")
    @click.argument("name")
    @database_option
    @common_options
    def command(name: str, database: str | None) -> None:
        with accounts(database) as kept:
            found = kept.get(name)
            change(kept, found.name)
        click.echo(word(done, language(), name=found.name))

    return command


def new_password() -> str:
    """A password: asked for twice without echo, or the one line on standard input."""
    if not sys.stdin.isatty():
        given = sys.stdin.readline().rstrip("\r\n")
        if not given:
            raise AdvisorError([Problem("stdin", None, said("account.no-password"))])
        return given
    given, again = (
        str(click.prompt(word(key, language()), hide_input=True))
        for key in ("account.ask", "account.ask-again")
    )
    if given != again:
        raise AdvisorError([Problem("stdin", None, said("account.differ"))])
    return given
