"""`advisor audit checkpoint`: the ledger's size and head, to be kept elsewhere."""

import json
from pathlib import Path

import click

from advisor.cli.audit.sharing import out_option
from advisor.cli.bilingual import BilingualCommand
from advisor.cli.options import common_options, language
from advisor.cli.output import print_json
from advisor.cli.recording import ledger_option, ledger_path
from advisor.common.messages import word


@click.command("checkpoint", cls=BilingualCommand, help="audit.checkpoint")
@out_option
@click.option("--sign", "key", type=click.Path(path_type=Path), help="audit.option-sign")
@click.option("--keep", is_flag=True, help="checkpoints.option-keep")
@ledger_option
@common_options
@click.pass_context
def command(
    ctx: click.Context, out: Path | None, key: Path | None, keep: bool, ledger: Path | str | None
) -> None:
    """Make, sign if asked to, print, write, or keep where the installation keeps them."""
    from advisor.audit.checkpoint import checkpoint
    from advisor.audit.checkpoints import keep_if_due, keeping
    from advisor.audit.ledger import Ledger
    from advisor.audit.signing import sign
    from advisor.common.files import write_atomically

    if keep:
        if out or key or not keeping():
            ctx.fail(word("checkpoints.nowhere", language()))
        kept = keep_if_due(ledger_path(ledger))
        message = "checkpoints.kept" if kept else "checkpoints.not-due"
        click.echo(word(message, language(), size=kept.size if kept else 0))
        return
    with Ledger.reading(ledger_path(ledger)) as book:
        made = checkpoint(book)
    made = sign(made, key) if key else made
    if out is None:
        print_json(made.as_json())
        return
    write_atomically(out, json.dumps(made.as_json(), indent=2) + "\n")
    click.echo(word("audit.checkpoint-written", language(), size=made.size, path=out))
