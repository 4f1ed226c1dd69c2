"""`advisor batch`: a whole table of PDs."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.bilingual import Spoken, argument
from advisor.cli.extras import need_tables
from advisor.cli.inputs import format_option, loaded
from advisor.cli.options import common_options, language
from advisor.cli.output import print_json
from advisor.cli.output_path import OutputPath
from advisor.cli.progress import following
from advisor.common.messages import put, word

if TYPE_CHECKING:
    from advisor.tables.batch.run import Totals
    from advisor.tables.batch.table import Asked


@click.command("batch", cls=Spoken, help="cli.batch")
@argument("source", metavar="INPUT", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=OutputPath(), help="cli.option-output")
@click.option("--check", is_flag=True, help="cli.option-check-table")
@click.option("--sheet", default="", metavar="NAME|all", help="cli.option-sheet")
@click.option("--fill-region", is_flag=True, help="cli.option-fill-region")
@click.option("--keep", multiple=True, metavar="COLUMN", help="cli.option-keep")
@click.option("--summary", multiple=True, type=OutputPath(), help="cli.option-summary")
@click.option("--restart", is_flag=True, help="cli.option-restart")
@format_option()
@common_options
@click.pass_context
def command(
    ctx: click.Context,
    source: Path,
    output: Path | None,
    check: bool,
    sheet: str,
    fill_region: bool,
    keep: tuple[str, ...],
    summary: tuple[Path, ...],
    restart: bool,
    layout: str,
) -> None:
    """Judge every row, say what came of it; or look only."""
    need_tables()
    from advisor.tables.batch.table import Asked

    asked = Asked(keep, sheet, fill_region)
    if check:
        from advisor.cli.batch_check import show_check

        if output or summary:
            ctx.fail(word("cli.check-writes-nothing", language()))
        show_check(ctx, source, asked, layout)
    elif output:
        _judge(source, output, asked, summary, restart, layout)
    else:
        raise click.MissingParameter(ctx=ctx, param=_parameter(ctx, "output"))


def _judge(
    source: Path,
    output: Path,
    asked: "Asked",
    summary: tuple[Path, ...],
    restart: bool,
    layout: str,
) -> None:
    from advisor.tables.batch.run import Batch
    from advisor.tables.batch.summarising import refuse_form, write_summary
    from advisor.tables.batch.summary import Summary

    for path in summary:
        refuse_form(path)
    knowledge = loaded()
    batch = Batch(knowledge, source, output, language(), asked=asked)
    if done := batch.begin(restart):
        click.echo(word("batch.resumed", language(), rows=done), err=True)
    stopped = word("batch.interrupted", language())
    with following(word("batch.working", language()), stopped) as watch:
        totals = batch.run(watch)
    counts = Summary(knowledge, totals.tally, totals.rejected)
    for path in summary:
        write_summary(counts, path, language())
    batch.close()
    for note in (*batch.notes, *totals.notes):
        click.echo(put(note, language()), err=True)
    if layout == "json":
        print_json(totals.as_json(output))
    else:
        _tell(totals, counts.unanswered, output)


def _tell(totals: "Totals", unanswered: int, output: Path) -> None:
    click.echo(word("batch.done", language(), good=totals.good, output=output))
    if totals.rejected:
        refused = {"rejected": totals.rejected, "rejects": totals.rejects}
        click.echo(word("batch.rejected", language(), **refused))
    if totals.left:
        where = {"left": totals.left, "rejects": totals.rejects}
        click.echo(word("batch.left-out", language(), **where), err=True)
    if unanswered:
        click.echo(word("batch.unanswered", language(), count=unanswered), err=True)


def _parameter(ctx: click.Context, name: str) -> click.Parameter:
    return next(param for param in ctx.command.params if param.name == name)
