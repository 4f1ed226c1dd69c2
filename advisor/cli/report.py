"""`advisor report`: the plan as a file for the office."""

from pathlib import Path
from typing import Any

import click

from advisor.cli.bilingual import Spoken
from advisor.cli.completing import changes_option, file_argument
from advisor.cli.failures import BAD_INPUT
from advisor.cli.inputs import facts_from, loaded
from advisor.cli.options import common_options, language
from advisor.cli.output_path import OutputPath
from advisor.cli.recording import record, recording_options, warn
from advisor.common.messages import word


@click.command("report", cls=Spoken, help="cli.report")
@file_argument
@click.option("-o", "--output", type=OutputPath(), required=True, help="cli.option-report")
@changes_option
@recording_options
@common_options
@click.pass_context
def command(
    ctx: click.Context, /, file: str, output: Path, changes: tuple[str, ...], **recording: Any
) -> None:
    """Read the facts, advise, record, write."""
    from advisor.advice.consultation import advise
    from advisor.inference.engine import Engine
    from advisor.presentation.report.writing import write_report

    knowledge = loaded()
    facts = facts_from(knowledge.vocabulary, file, changes)
    advice = advise(Engine(knowledge), facts)
    failure = record(knowledge, facts, advice, **recording)
    write_report(knowledge, advice, language(), output)
    click.echo(word("report.written", language(), path=output))
    if warn(failure) or advice.status == "contradictory":
        ctx.exit(BAD_INPUT)
