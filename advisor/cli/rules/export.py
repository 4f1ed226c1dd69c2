"""`advisor rules export`: the rule base as a workbook."""

from pathlib import Path

import click

from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.extras import need_tables
from advisor.cli.inputs import loaded
from advisor.cli.options import common_options, language
from advisor.cli.output_path import OutputPath
from advisor.common.messages import word


@click.command("export", cls=BilingualCommand, help="rules.export")
@argument("file", type=OutputPath())
@common_options
def command(file: Path) -> None:
    """Write the workbook."""
    need_tables()
    from advisor.authoring.spreadsheet.export import write_rules

    knowledge = loaded()
    write_rules(knowledge, file, language())
    click.echo(word("sheet.written", language(), count=len(knowledge.rule), path=file))
