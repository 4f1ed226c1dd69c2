"""`advisor rules show`: one rule, to be read aloud."""

import click

from advisor.cli.bilingual import Spoken, argument
from advisor.cli.inputs import console, loaded
from advisor.cli.options import common_options, language


@click.command("show", cls=Spoken, help="rules.show")
@argument("rule_id", metavar="RULE")
@common_options
def command(rule_id: str) -> None:
    """One rule."""
    from advisor.presentation.rule import find_rule, rule_lines

    knowledge = loaded()
    rule = find_rule(knowledge, rule_id)
    for line in rule_lines(knowledge, rule, language()):
        console().print(line, markup=False)
