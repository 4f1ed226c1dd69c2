"""`advisor sensitivity`: which unknown answers matter most."""

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.completing import changes_option, file_argument
from advisor.cli.explaining import show, speaker_for
from advisor.cli.inputs import end_as_advised, facts_from, format_option, loaded
from advisor.cli.options import common_options
from advisor.cli.output import print_json


@click.command("sensitivity", cls=BilingualCommand, help="cli.sensitivity")
@file_argument
@changes_option
@format_option()
@common_options
def command(file: str, changes: tuple[str, ...], layout: str) -> None:
    """Weigh, print."""
    from advisor.explanation.sensitivity import sensitivity
    from advisor.explanation.situation import Situation
    from advisor.explanation.telling.sensitivity import tell_sensitivity

    knowledge = loaded()
    facts = facts_from(knowledge.vocabulary, file, changes)
    result = sensitivity(knowledge, facts)
    if layout == "json":
        print_json(result.as_json())
    else:
        show(tell_sensitivity(result, Situation.of(knowledge, facts), speaker_for(knowledge)))
    end_as_advised(result.status)
