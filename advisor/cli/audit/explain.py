"""`advisor audit explain`: why a step was advised, by the rules of that day."""

from pathlib import Path

import click

from advisor.cli.audit.sharing import print_lines, record_argument
from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.completing import offering
from advisor.cli.inputs import format_option
from advisor.cli.options import common_options, language
from advisor.cli.output import print_json
from advisor.cli.recording import ledger_option, ledger_path


@click.command("explain", cls=BilingualCommand, help="audit.explain")
@record_argument
@argument("step", shell_complete=offering("step"))
@format_option()
@ledger_option
@common_options
def command(record: int, step: str, layout: str, ledger: Path | str | None) -> None:
    """Explain one step of one record."""
    from advisor.audit.explain import explain, explained
    from advisor.audit.ledger import Ledger

    with Ledger.reading(ledger_path(ledger)) as book:
        found = book.consultation(record)
        if layout == "json":
            print_json(explained(book, found, step))
        else:
            print_lines(explain(book, found, step, language()))
