"""`advisor audit copy`: carry a ledger over to another file or database."""

from pathlib import Path

import click

from advisor.commands.options import common_options, language
from advisor.commands.recording import ledger_place
from advisor.commands.spoken import Spoken
from advisor.words import word


@click.command("copy", cls=Spoken, help="audit.copy")
@click.argument("source", type=ledger_place, metavar="FROM")
@click.argument("target", type=ledger_place, metavar="TO")
@common_options
def command(source: Path | str, target: Path | str) -> None:
    """Copy, verify, say what was done."""
    from advisor.audit.copying import copy

    click.echo(word("copying.done", language(), **vars(copy(source, target))))
