"""`advisor docs build`: the rule catalogue."""

from pathlib import Path

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.inputs import loaded
from advisor.cli.options import common_options


@click.command("build", cls=BilingualCommand, help="docs.build")
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
    from advisor.authoring.catalogue.pages import build

    for path in build(loaded(), folder):
        click.echo(path)
