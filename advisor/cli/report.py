"""`advisor report`: the plan, or a sheet on it, as a file for the office."""

from pathlib import Path
from typing import Any

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.completing import changes_option, file_argument
from advisor.cli.failures import BAD_INPUT
from advisor.cli.inputs import facts_from, loaded
from advisor.cli.options import common_options, language
from advisor.cli.output_path import OutputPath
from advisor.cli.recording import recorded, recording_options, warn
from advisor.common.messages import word
from advisor.presentation.sheets.kinds import KINDS

PLAN = "plan"
SHEETS = (PLAN, *KINDS)


@click.command("report", cls=BilingualCommand, help="cli.report")
@file_argument
@click.option("-o", "--output", type=OutputPath(), required=True, help="cli.option-report")
@click.option("--sheet", type=click.Choice(SHEETS), default=PLAN, help="sheets.option-sheet")
@click.option(
    "--notes", type=click.Path(path_type=Path), metavar="FILE.xlsx", help="sheets.option-notes"
)
@click.option("--as-of", "as_of", metavar="DATE", help="sheets.option-as-of")
@changes_option
@recording_options
@common_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    file: str,
    output: Path,
    sheet: str,
    notes: Path | None,
    as_of: str | None,
    changes: tuple[str, ...],
    **recording: Any,
) -> None:
    """Read the facts, advise, record, write."""
    from advisor.advice.consultation import advise
    from advisor.cli.sheets import case_of, kind_of, noted, receipt_of
    from advisor.inference.engine import Engine
    from advisor.presentation.report.formats import refuse_form
    from advisor.presentation.report.writing import write_report
    from advisor.presentation.sheets.writing import check_sheet, write_sheet

    knowledge, kind = loaded(), kind_of(sheet, output)
    facts = facts_from(knowledge.vocabulary, file, changes)
    held = noted(knowledge, facts, notes) if notes else {}
    advice = advise(Engine(knowledge), facts)
    case = case_of(knowledge, advice, held, as_of) if kind != PLAN else None
    if case:
        check_sheet(case, kind, output, not recording["no_ledger"])
    else:
        refuse_form(output)
    made, failure = recorded(knowledge, facts, advice, **recording)
    if case:
        write_sheet(receipt_of(case, made), kind, output)
    else:
        write_report(knowledge, advice, language(), output, held)
    click.echo(word("sheets.written" if case else "report.written", language(), path=output))
    if warn(failure) or advice.status == "contradictory":
        ctx.exit(BAD_INPUT)
