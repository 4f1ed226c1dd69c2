"""`advisor template`: the table to fill in."""

from pathlib import Path

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.extras import need_tables
from advisor.cli.inputs import loaded
from advisor.cli.options import common_options, language
from advisor.cli.output_path import OutputPath
from advisor.common.messages import word


@click.command("template", cls=BilingualCommand, help="cli.template")
@click.option("-o", "--output", default="ipp.xlsx", type=OutputPath(), help="cli.option-output")
@click.option("--excel", is_flag=True, help="cli.option-excel")
@common_options
def command(output: Path, excel: bool) -> None:
    """Write the template."""
    need_tables()
    from advisor.tables.batch.template import write_template

    write_template(loaded(), output, language(), excel)
    click.echo(word("template.written", language(), output=output))
