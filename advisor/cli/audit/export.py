"""`advisor audit export`: records for other tools."""

import sys
from pathlib import Path
from typing import Any

import click

from advisor.cli.audit.sharing import filter_options, out_option, warn_of_unknown_names
from advisor.cli.bilingual import BilingualCommand
from advisor.cli.options import common_options, language
from advisor.cli.recording import ledger_option, ledger_path
from advisor.common.messages import word


@click.command("export", cls=BilingualCommand, help="audit.export")
@click.option(
    "--format",
    "layout",
    type=click.Choice(["jsonl", "csv", "prov"]),
    default="jsonl",
    help="cli.option-format",
)
@filter_options
@out_option
@ledger_option
@common_options
def command(layout: str, out: Path | None, ledger: Path | str | None, **filters: Any) -> None:
    """Export what fits, oldest first."""
    from advisor.audit.export import exported
    from advisor.audit.ledger import Ledger
    from advisor.audit.query import find, refuse_reversed, wanted
    from advisor.common.files import write_atomically
    from advisor.common.time_zone import chosen_zone

    with Ledger.reading(ledger_path(ledger)) as book:
        filter = wanted(zone=chosen_zone().rules, **filters)
        refuse_reversed(filter)
        records = list(find(book, filter))[::-1]
        content = "".join(exported(book, records, layout)).encode()
        warn_of_unknown_names(book, filter)
    if out is None:
        sys.stdout.buffer.write(content)
        return
    write_atomically(out, content)
    click.echo(word("audit.exported", language(), count=len(records), path=out))
