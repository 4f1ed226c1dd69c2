"""`advisor docs build`: the rule catalogue."""

from pathlib import Path

import click

from advisor.commands.options import common_options
from advisor.commands.sharing import loaded
from advisor.commands.spoken import Spoken


@click.command("build", cls=Spoken, help="docs.build")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("build/rules"),
    help="docs.option-output",
)
@common_options
def command(folder: Path) -> None:
    """Write the pages and name them."""
    from advisor.docs.pages import build

    for path in build(loaded(), folder):
        click.echo(path)
