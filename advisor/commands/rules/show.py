"""`advisor rules show`: one rule, to be read aloud."""

import click

from advisor.commands.options import common_options, language
from advisor.commands.sharing import console, loaded
from advisor.commands.spoken import Spoken, argument


@click.command("show", cls=Spoken, help="rules.show")
@argument("rule_id", metavar="RULE")
@common_options
def command(rule_id: str) -> None:
    """One rule."""
    from advisor.render.rule import find_rule, rule_lines

    knowledge = loaded()
    rule = find_rule(knowledge, rule_id)
    for line in rule_lines(knowledge, rule, language()):
        console().print(line, markup=False)
