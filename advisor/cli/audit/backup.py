"""`advisor audit backup`: ledger, application database and secret, while the service runs."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.account.sharing import database_option
from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.failures import BAD_INPUT
from advisor.cli.options import common_options, language
from advisor.cli.recording import ledger_option, ledger_path
from advisor.common.messages import describe, word

if TYPE_CHECKING:
    from advisor.audit.backup import Files


@click.command("backup", cls=BilingualCommand, help="audit.backup")
@argument("folder", type=click.Path(path_type=Path))
@database_option
@ledger_option
@common_options
@click.pass_context
def command(
    ctx: click.Context, folder: Path, database: str | None, ledger: Path | str | None
) -> None:
    """Back up, say what there is and whether it is whole."""
    from advisor.audit.backup import DATABASE, LEDGER, back_up

    needed = (LEDGER, DATABASE) if database else (LEDGER,)
    made = back_up(installation(ledger, database), folder, needed)
    told = {"folder": folder, "files": ", ".join(made.files)}
    click.echo(word("backup.done", language(), **told, size=made.seen.size, head=made.seen.head))
    if made.problems:
        click.echo(word("backup.not-sound", language()), err=True)
        for problem in made.problems:
            click.echo(describe(problem, language()), err=True)
        ctx.exit(BAD_INPUT)


def installation(ledger: Path | str | None, database: str | None) -> "Files":
    """Where this installation keeps its files. Raises AdvisorError."""
    from advisor.audit.backup import installed
    from advisor.web.settings import default_database, default_secret

    secret = os.environ.get("IPP_ADVISOR_SECRET_FILE")
    where = Path(secret) if secret else default_secret()
    return installed(ledger_path(ledger), database or default_database(), where)
