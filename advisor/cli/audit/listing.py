"""`advisor audit list`: the consultations that fit, newest first."""

from pathlib import Path
from typing import Any

import click

from advisor.cli.audit.sharing import (
    filter_options,
    limit_option,
    list_records,
)
from advisor.cli.bilingual import BilingualCommand
from advisor.cli.inputs import format_option
from advisor.cli.options import common_options
from advisor.cli.recording import ledger_option, ledger_path


@click.command("list", cls=BilingualCommand, help="audit.list")
@filter_options
@limit_option
@format_option()
@ledger_option
@common_options
def command(ledger: Path | str | None, layout: str, limit: int, **filters: Any) -> None:
    """Find and print."""
    from advisor.audit.ledger import Ledger
    from advisor.audit.query import wanted
    from advisor.common.time_zone import chosen_zone

    with Ledger.reading(ledger_path(ledger)) as book:
        list_records(book, wanted(zone=chosen_zone().rules, **filters), layout, limit)
