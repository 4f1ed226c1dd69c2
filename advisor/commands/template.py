"""`advisor template`: the table to fill in."""

from pathlib import Path

import click

from advisor.commands.extras import need_tables
from advisor.commands.options import common_options, language
from advisor.commands.sharing import loaded
from advisor.commands.spoken import Spoken
from advisor.words import word


@click.command("template", cls=Spoken, help="cli.template")
@click.option(
    "-o", "--output", default="ipp.xlsx", type=click.Path(path_type=Path), help="cli.option-output"
)
@common_options
def command(output: Path) -> None:
    """Write the template."""
    need_tables()
    from advisor.batch.template import write_template

    write_template(loaded(), output, language())
    click.echo(word("template.written", language(), output=output))
