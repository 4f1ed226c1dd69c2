"""What the account commands share: the database, and how a password is asked for."""

import sys
from typing import TYPE_CHECKING

import click

from advisor.cli.extras import need_web
from advisor.cli.options import language
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.common.messages import word

if TYPE_CHECKING:
    from advisor.web.store.accounts import Accounts

database_option = click.option(
    "--database", metavar="URL", envvar="IPP_ADVISOR_DATABASE", help="web.option-database"
)


def accounts(database: str | None) -> "Accounts":
    """The accounts in this database; its tables are made if they are not there."""
    need_web()
    from advisor.web.settings import default_database
    from advisor.web.store.accounts import Accounts
    from advisor.web.store.database import open_database
    from advisor.web.store.schema import prepare

    engine = open_database(database or default_database())
    prepare(engine)
    return Accounts(engine)


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
