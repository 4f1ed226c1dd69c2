"""`advisor batch --check`: how a table would be read."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.failures import BAD_INPUT
from advisor.cli.inputs import loaded
from advisor.cli.options import language
from advisor.cli.output import print_json, print_rows
from advisor.cli.progress import following
from advisor.common.messages import describe, put, word

if TYPE_CHECKING:
    from advisor.tables.batch.table import Asked


def show_check(ctx: click.Context, source: Path, asked: "Asked", layout: str) -> None:
    """Print the examination; end as judging would."""
    from advisor.tables.batch.examination import examine
    from advisor.tables.batch.examination_wording import (
        COLUMN_HEADS,
        REJECT_HEADS,
        ExaminationView,
    )
    from advisor.tables.batch.table import Table

    knowledge = loaded()
    table = Table.open(knowledge, source, asked)
    with following(word("batch.working", language())) as watch:
        found = examine(knowledge, table, watch)
    if layout == "json":
        print_json(found.as_json())
    else:
        view = ExaminationView(found, knowledge.vocabulary, language())
        print_rows(COLUMN_HEADS, view.columns, language())
        if found.rejects:
            click.echo()
            print_rows(REJECT_HEADS, view.rejects, language())
        click.echo()
        for line in view.lines:
            click.echo(line)
        for note in found.notes:
            click.echo(put(note, language()), err=True)
        for problem in found.problems:
            click.echo(describe(problem, language()), err=True)
    if not found.fit:
        ctx.exit(BAD_INPUT)
