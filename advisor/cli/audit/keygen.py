"""`advisor audit keygen`: a key to sign checkpoints with."""

from pathlib import Path

import click

from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.options import common_options, language
from advisor.cli.output_path import OutputPath
from advisor.common.messages import word


@click.command("keygen", cls=BilingualCommand, help="audit.keygen")
@argument("file", type=OutputPath())
@common_options
def command(file: Path) -> None:
    """Make a key pair; print the public key."""
    from advisor.audit.signing import make_key

    key = make_key(file)
    click.echo(word("audit.key-written", language(), path=file, key=key))
