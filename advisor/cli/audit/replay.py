"""`advisor audit replay`: run consultations again and compare."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.audit.sharing import MOST, print_lines
from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.failures import BAD_INPUT
from advisor.cli.inputs import format_option, loaded
from advisor.cli.options import common_options, language
from advisor.cli.output import print_json
from advisor.cli.recording import ledger_option, ledger_path
from advisor.common.errors import AdvisorError
from advisor.common.messages import word

if TYPE_CHECKING:
    from advisor.audit.replaying import Replays, Today


@click.command("replay", cls=BilingualCommand, help="audit.replay")
@argument("record", type=click.IntRange(1, MOST), required=False)
@click.option("--all", "every", is_flag=True, help="audit.option-all")
@click.option("--today", is_flag=True, help="audit.option-today")
@format_option()
@ledger_option
@common_options
@click.pass_context
def command(
    ctx: click.Context,
    record: int | None,
    every: bool,
    today: bool,
    layout: str,
    ledger: Path | str | None,
) -> None:
    """Replay one or all, under the recorded rules or today's."""
    from advisor.audit.ledger import Ledger
    from advisor.audit.replaying import replayed, under_today
    from advisor.common.time_zone import chosen_zone

    if every == bool(record):
        ctx.fail(word("audit.one-or-all", language()))
    with Ledger.reading(ledger_path(ledger)) as book:
        records = book.consultations() if every else iter((book.consultation(record or 0),))
        if today:
            retold = under_today(book, records, loaded(), language())
            _print(retold.lines(language(), chosen_zone()), retold, layout)
            if retold.damaged:
                raise AdvisorError(retold.damaged)
            return
        found = replayed(book, records)
    _print(found.lines(language()), found, layout)
    if not found.whole:
        ctx.exit(BAD_INPUT)


def _print(lines: Iterable[str], found: "Replays | Today", layout: str) -> None:
    if layout == "json":
        print_json(found.as_json(language()))
    else:
        print_lines(lines)
