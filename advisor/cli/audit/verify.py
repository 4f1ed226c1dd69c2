"""`advisor audit verify`: whether the ledger is whole."""

import sys
from pathlib import Path

import click

from advisor.cli.audit.sharing import print_lines
from advisor.cli.bilingual import BilingualCommand
from advisor.cli.failures import BAD_INPUT
from advisor.cli.inputs import format_option
from advisor.cli.options import common_options, language
from advisor.cli.output import print_json
from advisor.cli.recording import ledger_option, ledger_path
from advisor.common.messages import put

EVERY = 5000


@click.command("verify", cls=BilingualCommand, help="audit.verify")
@click.option("--checkpoint", type=click.Path(path_type=Path), help="audit.option-checkpoint")
@click.option("--key", metavar="HEX", help="audit.option-key")
@format_option()
@ledger_option
@common_options
@click.pass_context
def command(
    ctx: click.Context,
    checkpoint: Path | None,
    key: str | None,
    layout: str,
    ledger: Path | str | None,
) -> None:
    """Verify, say what was found and what could not be seen."""
    from advisor.audit.checkpoint import read_checkpoint
    from advisor.audit.checkpoints import kept_checkpoints
    from advisor.audit.ledger import Ledger
    from advisor.audit.signing import trust
    from advisor.audit.verify import verify
    from advisor.audit.wording import verification
    from advisor.common.time_zone import chosen_zone

    zone = chosen_zone()
    kept = kept_checkpoints()
    seen = read_checkpoint(checkpoint) if checkpoint else kept[-1] if kept else None
    trusted = trust(seen, key) if seen else None
    with Ledger.reading(ledger_path(ledger)) as book:
        found = verify(book, seen, _progress if sys.stderr.isatty() else None, kept)
    if layout == "json":
        signature = {"holds": trusted.holds} if trusted else None
        print_json({**found.as_json(language()), "signature": signature})
    else:
        print_lines(verification(found, seen, language(), zone))
        if trusted:
            click.echo(put(trusted.message, language()))
    if not found.whole or (trusted and not trusted.holds):
        ctx.exit(BAD_INPUT)


def _progress(number: int) -> None:
    if number % EVERY == 0:
        click.echo(f"\r{number}\r", nl=False, err=True)
