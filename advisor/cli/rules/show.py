"""`advisor rules show`: one rule, to be read aloud."""

import click

from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.completing import offering
from advisor.cli.inputs import console, format_option, loaded
from advisor.cli.options import common_options, language
from advisor.cli.output import print_json


@click.command("show", cls=BilingualCommand, help="rules.show")
@argument("rule_id", metavar="RULE", shell_complete=offering("rule"))
@format_option()
@common_options
def command(rule_id: str, layout: str) -> None:
    """One rule."""
    from advisor.presentation.rule import find_rule, rule_lines

    knowledge = loaded()
    rule = find_rule(knowledge, rule_id)
    if layout == "json":
        print_json(rule.model_dump(mode="json", exclude_none=True))
        return
    for line in rule_lines(knowledge, rule, language()):
        console().print(line, markup=False)
