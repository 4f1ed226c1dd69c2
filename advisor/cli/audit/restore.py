"""`advisor audit restore`: put a backup in its place, when its ledger is what it should be."""

from pathlib import Path

import click

from advisor.cli.account.sharing import database_option
from advisor.cli.audit.backup import installation
from advisor.cli.audit.sharing import print_lines
from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.options import common_options, language
from advisor.cli.recording import ledger_option
from advisor.common.messages import word


@click.command("restore", cls=BilingualCommand, help="audit.restore")
@argument("folder", type=click.Path(path_type=Path))
@click.option("--checkpoint", type=click.Path(path_type=Path), help="audit.option-checkpoint")
@click.option("--anyway", is_flag=True, help="backup.option-anyway")
@database_option
@ledger_option
@common_options
def command(
    folder: Path,
    checkpoint: Path | None,
    anyway: bool,
    database: str | None,
    ledger: Path | str | None,
) -> None:
    """Verify, restore, say what was found."""
    from advisor.audit.backup import restore
    from advisor.audit.checkpoint import read_checkpoint
    from advisor.audit.checkpoints import kept_checkpoints
    from advisor.audit.wording import verification
    from advisor.common.time_zone import chosen_zone

    zone = chosen_zone()
    kept = kept_checkpoints()
    seen = read_checkpoint(checkpoint) if checkpoint else kept[-1] if kept else None
    made, found = restore(folder, installation(ledger, database), seen, anyway)
    time, files = zone.written(made.seen.time), ", ".join(made.files)
    click.echo(word("backup.restored", language(), time=time, files=files))
    print_lines(verification(found, seen, language(), zone))
