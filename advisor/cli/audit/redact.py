"""`advisor audit redact`: remove the personal text of a record."""

from pathlib import Path

import click

from advisor.cli.audit.sharing import record_argument
from advisor.cli.bilingual import Spoken
from advisor.cli.options import common_options, language
from advisor.cli.recording import ledger_option, ledger_path
from advisor.common.messages import word


@click.command("redact", cls=Spoken, help="audit.redact")
@record_argument
@click.option("--reason", required=True, metavar="TEXT", help="audit.option-reason")
@ledger_option
@common_options
def command(record: int, reason: str, ledger: Path | str | None) -> None:
    """Redact and say what was done."""
    from advisor.audit.ledger import Ledger
    from advisor.audit.redact import redact

    with Ledger.existing(ledger_path(ledger)) as book:
        done = redact(book, record, reason)
    click.echo(word("audit.redacted", language(), about=record, number=done.number))
