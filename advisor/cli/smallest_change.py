"""`advisor smallest-change`: the fewest answers to change so that something goes or appears."""

from typing import Any

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.completing import file_argument, offering
from advisor.cli.explaining import show, speaker_for
from advisor.cli.inputs import end_as_advised, facts_from, format_option, loaded
from advisor.cli.options import common_options, language
from advisor.cli.output import print_json
from advisor.common.messages import word


@click.command("smallest-change", cls=BilingualCommand, help="cli.smallest-change")
@file_argument
@click.option(
    "--drop",
    metavar="STEP|FINDING",
    help="smallest.option-drop",
    shell_complete=offering("step", "finding"),
)
@click.option(
    "--gain",
    metavar="STEP|FINDING",
    help="smallest.option-gain",
    shell_complete=offering("step", "finding"),
)
@click.option("--any-term", is_flag=True, help="smallest.option-any-term")
@click.option("--allow-worse", is_flag=True, help="smallest.option-allow-worse")
@click.option(
    "--cap", type=click.IntRange(1, 1000), default=10, show_default=True, help="smallest.option-cap"
)
@format_option()
@common_options
def command(file: str, drop: str | None, gain: str | None, layout: str, **limits: Any) -> None:
    """Search, print."""
    from advisor.explanation.change import smallest_change
    from advisor.explanation.situation import Situation
    from advisor.explanation.telling.change import tell_change

    name = drop or gain
    if name is None or (drop and gain):
        raise click.UsageError(word("smallest.one-goal", language()))
    knowledge = loaded()
    facts = facts_from(knowledge.vocabulary, file)
    change = smallest_change(knowledge, facts, name, gain=bool(gain), **limits)
    situation = Situation.of(knowledge, facts)
    if layout == "json":
        print_json(change.as_json())
    else:
        show(tell_change(change, situation, speaker_for(knowledge)))
    end_as_advised(situation.advice.status)
