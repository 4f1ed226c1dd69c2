"""`advisor serve`: the web application."""

import os
from pathlib import Path

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.extras import need_web
from advisor.cli.options import base_folder, common_options, language
from advisor.cli.recording import ledger_option
from advisor.common.messages import word


@click.command("serve", cls=BilingualCommand, help="cli.serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="web.option-host")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="web.option-port")
@click.option("--workers", type=click.IntRange(1, 64), default=1, help="web.option-workers")
@click.option(
    "--database", metavar="URL", envvar="IPP_ADVISOR_DATABASE", help="web.option-database"
)
@click.option("--https", is_flag=True, envvar="IPP_ADVISOR_HTTPS", help="web.option-https")
@ledger_option
@common_options
def command(
    host: str, port: int, workers: int, database: str | None, https: bool, ledger: Path | None
) -> None:
    """Set the environment that every worker reads, then serve until stopped."""
    given = {
        "DATABASE": database,
        "LEDGER": str(ledger or ""),
        "KNOWLEDGE": str(base_folder() or ""),
        "HTTPS": "1" if https else "0",
        "LANG": language(),
    }
    os.environ.update({f"IPP_ADVISOR_{k}": v for k, v in given.items() if v})
    need_web()
    from advisor.web.serving import serve

    serve(host, port, workers, _say_where)


def _say_where(address: str) -> None:
    click.echo(word("web.started", language(), at=address))
