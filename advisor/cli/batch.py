"""`advisor batch`: a whole table of PDs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.extras import need_tables
from advisor.cli.following import following
from advisor.cli.inputs import format_option, loaded
from advisor.cli.options import common_options, language
from advisor.cli.output import print_json
from advisor.cli.output_path import OutputPath
from advisor.common.messages import put, word

if TYPE_CHECKING:
    from advisor.knowledge.knowledge import Knowledge
    from advisor.tables.batch.run import Judging, Totals
    from advisor.tables.batch.table import Asked


@click.command("batch", cls=BilingualCommand, help="cli.batch")
@argument("source", metavar="INPUT", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=OutputPath(), help="cli.option-output")
@click.option("--check", is_flag=True, help="cli.option-check-table")
@click.option(
    "--mapping", type=click.Path(path_type=Path), metavar="FILE", help="cli.option-mapping"
)
@click.option("--suggest-mapping", type=OutputPath(), metavar="FILE", help="cli.option-suggest")
@click.option("--sheet", default="", metavar="NAME|all", help="cli.option-sheet")
@click.option("--fill-region", is_flag=True, help="cli.option-fill-region")
@click.option("--excel", is_flag=True, help="cli.option-excel")
@click.option("--keep", multiple=True, metavar="COLUMN", help="cli.option-keep")
@click.option("--summary", multiple=True, type=OutputPath(), help="cli.option-summary")
@click.option("--restart", is_flag=True, help="cli.option-restart")
@click.option("--cluster", metavar="ADDRESS", help="cli.option-cluster")
@format_option()
@common_options
@click.pass_context
def command(
    ctx: click.Context,
    source: Path,
    output: Path | None,
    check: bool,
    mapping: Path | None,
    suggest_mapping: Path | None,
    sheet: str,
    fill_region: bool,
    excel: bool,
    keep: tuple[str, ...],
    summary: tuple[Path, ...],
    restart: bool,
    cluster: str | None,
    layout: str,
) -> None:
    """Judge every row, say what came of it; or look only."""
    need_tables()
    from advisor.tables.batch.mapping import read_mapping
    from advisor.tables.batch.table import Asked

    _refuse_usage(ctx, [output, check, suggest_mapping], summary)
    knowledge = loaded()
    mapped = read_mapping(knowledge.vocabulary, mapping) if mapping else None
    asked = Asked(keep, sheet, fill_region, mapped)
    if output:
        with _judging(cluster) as judging:
            _judge(knowledge, source, output, asked, excel, summary, restart, judging, layout)
    else:
        from advisor.cli.batch_check import examined, show_check, suggest

        found = examined(knowledge, source, asked)
        if suggest_mapping:
            suggest(knowledge, found, source, suggest_mapping)
        else:
            show_check(ctx, knowledge, found, layout)


def _refuse_usage(ctx: click.Context, ways: list[object], summary: tuple[Path, ...]) -> None:
    if not any(ways):
        param = next(param for param in ctx.command.params if param.name == "output")
        raise click.MissingParameter(ctx=ctx, param=param)
    if len([way for way in ways if way]) > 1:
        ctx.fail(word("cli.batch-one-way", language()))
    if summary and not ways[0]:
        ctx.fail(word("cli.batch-summary", language()))


@contextmanager
def _judging(cluster: str | None) -> "Iterator[Judging]":
    from advisor.tables.batch.run import here

    if not cluster:
        yield here
        return
    from advisor.inference.columns.cluster import connected
    from advisor.tables.batch.spreading import spread

    with connected(cluster) as client:
        yield spread(client)


def _judge(
    knowledge: "Knowledge",
    source: Path,
    output: Path,
    asked: "Asked",
    excel: bool,
    summary: tuple[Path, ...],
    restart: bool,
    judging: "Judging",
    layout: str,
) -> None:
    from advisor.tables.batch.run import Batch
    from advisor.tables.batch.summarising import refuse_form, write_summary
    from advisor.tables.batch.summary import Summary

    for path in summary:
        refuse_form(path)
    batch = Batch(knowledge, source, output, language(), asked=asked, excel=excel)
    if done := batch.begin(restart):
        click.echo(word("batch.resumed", language(), rows=done), err=True)
    stopped = word("batch.interrupted", language())
    with following(word("batch.working", language()), stopped) as watch:
        totals = batch.run(watch, judging)
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
