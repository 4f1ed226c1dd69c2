"""`advisor why-not`: which condition failed, by which answer, or what is still not known."""

import click

from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.completing import changes_option, file_argument, offering
from advisor.cli.explaining import show, speaker_for
from advisor.cli.inputs import end_as_advised, facts_from, format_option, loaded
from advisor.cli.options import common_options
from advisor.cli.output import print_json


@click.command("why-not", cls=BilingualCommand, help="cli.why-not")
@file_argument
@argument("name", metavar="STEP|RULE", shell_complete=offering("step", "rule"))
@changes_option
@format_option()
@common_options
def command(file: str, name: str, changes: tuple[str, ...], layout: str) -> None:
    """Find out, print."""
    from advisor.explanation.situation import Situation
    from advisor.explanation.telling.whynot import tell_why_not
    from advisor.explanation.whynot import why_not

    knowledge = loaded()
    facts = facts_from(knowledge.vocabulary, file, changes)
    answer = why_not(knowledge, facts, name)
    if layout == "json":
        print_json(answer.as_json())
    else:
        show(tell_why_not(answer, Situation.of(knowledge, facts), speaker_for(knowledge)))
    end_as_advised(answer.status)
