"""`advisor audit copy`: carry a ledger over to another file or database."""

from pathlib import Path

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.options import common_options, language
from advisor.cli.recording import ledger_place
from advisor.common.messages import word


@click.command("copy", cls=BilingualCommand, help="audit.copy")
@click.argument("source", type=ledger_place, metavar="FROM")
@click.argument("target", type=ledger_place, metavar="TO")
@common_options
def command(source: Path | str, target: Path | str) -> None:
    """Copy, verify, say what was done."""
    from advisor.audit.copying import copy

    click.echo(word("copying.done", language(), **vars(copy(source, target))))
