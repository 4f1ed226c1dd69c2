"""`advisor questionnaires forget`: delete those that nobody has touched for long."""

import os
from pathlib import Path

import click

from advisor.cli.account.sharing import database_option
from advisor.cli.bilingual import BilingualCommand
from advisor.cli.extras import need_web
from advisor.cli.options import common_options, language
from advisor.common.messages import word

CENTURY = 36_525


@click.command("forget", cls=BilingualCommand, help="questionnaires.forget")
@click.option(
    "--older-than",
    "days",
    type=click.IntRange(1, CENTURY),
    required=True,
    metavar="DAYS",
    help="questionnaires.option-older-than",
)
@click.option("--dry-run", is_flag=True, help="questionnaires.option-dry-run")
@database_option
@common_options
def command(days: int, dry_run: bool, database: str | None) -> None:
    """Delete, or only count, and say how many and since when nobody has touched them."""
    need_web()
    from advisor.common.time_zone import chosen_zone
    from advisor.web.settings import default_database, default_tables
    from advisor.web.store.drafts import draft
    from advisor.web.store.forgetting import forget, forget_traces, limit, untouched
    from advisor.web.store.schema import existing
    from advisor.web.tables.uploads import Uploads

    zone, since = chosen_zone(), limit(days)
    with existing(database or default_database(), draft.name) as engine:
        count = (untouched if dry_run else forget)(engine, since)
        if not dry_run:
            forget_traces(engine)
    key = "questionnaires.would-forget" if dry_run else "questionnaires.forgotten"
    click.echo(word(key, language(), count=count, since=zone.written(since)))
    given = os.environ.get("IPP_ADVISOR_TABLES")
    tables = Uploads(Path(given) if given else default_tables(os.environ.get("IPP_ADVISOR_LEDGER")))
    if not dry_run and (old := tables.forget()):
        click.echo(word("questionnaires.tables-forgotten", language(), count=old))
