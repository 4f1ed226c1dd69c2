"""`advisor audit by-rule`: every consultation in which a rule fired."""

from pathlib import Path

import click

from advisor.cli.audit.sharing import limit_option, list_records
from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.completing import offering
from advisor.cli.inputs import format_option
from advisor.cli.options import common_options
from advisor.cli.recording import ledger_option, ledger_path


@click.command("by-rule", cls=BilingualCommand, help="audit.by-rule")
@argument("rule", shell_complete=offering("rule"))
@limit_option
@format_option()
@ledger_option
@common_options
def command(rule: str, ledger: Path | str | None, layout: str, limit: int) -> None:
    """Find and print."""
    from advisor.audit.ledger import Ledger
    from advisor.audit.query import Filter

    with Ledger.reading(ledger_path(ledger)) as book:
        list_records(book, Filter(rules=(rule,)), layout, limit)
