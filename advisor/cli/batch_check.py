"""`advisor batch --check` and `--suggest-mapping`: how a table would be read."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.failures import BAD_INPUT
from advisor.cli.following import following
from advisor.cli.options import language
from advisor.cli.output import print_json, print_rows
from advisor.common.messages import describe, put, word

if TYPE_CHECKING:
    from advisor.knowledge.knowledge import Knowledge
    from advisor.tables.batch.examination import Examination
    from advisor.tables.batch.table import Asked


def examined(knowledge: "Knowledge", source: Path, asked: "Asked") -> "Examination":
    """The table, read as a whole."""
    from advisor.tables.batch.examination import examine
    from advisor.tables.batch.table import Table

    table = Table.open(knowledge, source, asked)
    with following(word("batch.working", language())) as watch:
        return examine(knowledge, table, watch)


def show_check(
    ctx: click.Context, knowledge: "Knowledge", found: "Examination", layout: str
) -> None:
    """Print the examination; end as judging would."""
    if layout == "json":
        print_json(found.as_json())
    else:
        _print(knowledge, found)
    if not found.fit:
        ctx.exit(BAD_INPUT)


def suggest(knowledge: "Knowledge", found: "Examination", source: Path, target: Path) -> None:
    """Write a first mapping, say what is left to be decided."""
    from advisor.tables.batch.suggestion import write_suggestion

    left = write_suggestion(knowledge, found, source, target, language())
    told = {"output": target, "source": source, "open": left}
    click.echo(word("mapping.written", language(), **told))


def _print(knowledge: "Knowledge", found: "Examination") -> None:
    from advisor.tables.batch.examination_wording import (
        COLUMN_HEADS,
        REJECT_HEADS,
        ExaminationView,
    )

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
