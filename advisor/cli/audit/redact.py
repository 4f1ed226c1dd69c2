"""`advisor audit redact`: remove the personal text of a record."""

from pathlib import Path

import click

from advisor.cli.audit.sharing import MOST
from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.options import common_options, language
from advisor.cli.recording import keep_checkpoint, ledger_option, ledger_path
from advisor.common.messages import word


@click.command("redact", cls=BilingualCommand, help="audit.redact")
@argument("record", type=click.IntRange(1, MOST), required=False)
@click.option(
    "--older-than",
    "days",
    type=click.IntRange(0, 100_000),
    metavar="DAYS",
    help="audit.option-older-than",
)
@click.option("--reason", required=True, metavar="TEXT", help="audit.option-reason")
@ledger_option
@common_options
@click.pass_context
def command(
    ctx: click.Context, record: int | None, days: int | None, reason: str, ledger: Path | str | None
) -> None:
    """Redact one record, or all of an age, and say what was done."""
    from advisor.audit.ledger import Ledger
    from advisor.audit.redact import redact, redact_older

    if (record is None) == (days is None):
        ctx.fail(word("audit.one-or-older", language()))
    with Ledger.existing(ledger_path(ledger)) as book:
        if days is not None:
            many = redact_older(book, days, reason)
            click.echo(word("audit.redacted-older", language(), count=len(many), days=days))
        elif record is not None:
            done = redact(book, record, reason)
            click.echo(word("audit.redacted", language(), about=record, number=done.number))
    keep_checkpoint(ledger_path(ledger))
