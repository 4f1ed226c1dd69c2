"""`advisor advise`: advice from a facts file."""

from typing import Any

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.completing import changes_option, file_argument
from advisor.cli.failures import BAD_INPUT
from advisor.cli.inputs import facts_from, format_option, loaded
from advisor.cli.options import common_options, language
from advisor.cli.recording import record, recording_options, warn


@click.command("advise", cls=BilingualCommand, help="cli.advise")
@file_argument
@format_option("markdown")
@changes_option
@recording_options
@common_options
@click.pass_context
def command(
    ctx: click.Context, /, file: str, layout: str, changes: tuple[str, ...], **recording: Any
) -> None:
    """Read the facts, advise, record, print."""
    from advisor.advice.consultation import advise
    from advisor.cli.output import print_advice
    from advisor.inference.engine import Engine

    knowledge = loaded()
    facts = facts_from(knowledge.vocabulary, file, changes)
    advice = advise(Engine(knowledge), facts)
    failure = record(knowledge, facts, advice, **recording)
    print_advice(knowledge, advice, layout, language())
    if warn(failure) or advice.status == "contradictory":
        ctx.exit(BAD_INPUT)
