"""`advisor knowledge new`: begins a knowledge base."""

from pathlib import Path

import click

from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.options import common_options, language
from advisor.common.messages import word


@click.command("new", cls=BilingualCommand, help="knowledge.new")
@argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@common_options
def command(folder: Path) -> None:
    """Write the files and say what to do next."""
    from advisor.authoring.starting import start_base

    for path in start_base(folder):
        click.echo(path)
    click.echo(word("knowledge.begun", language(), folder=folder))
