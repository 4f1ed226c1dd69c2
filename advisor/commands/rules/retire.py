"""`advisor rules retire`: takes a rule out of use."""

import click

from advisor.commands.options import common_options, language
from advisor.commands.rules.sharing import folders
from advisor.commands.sharing import loaded
from advisor.commands.spoken import Spoken, argument
from advisor.words import word


@click.command("retire", cls=Spoken, help="rules.retire")
@argument("rule_id", metavar="RULE")
@click.option("--reason", required=True, help="rules.option-reason")
@click.option("--replaced-by", metavar="RULE", help="rules.option-replaced-by")
@common_options
def command(rule_id: str, reason: str, replaced_by: str | None) -> None:
    """Retire one rule."""
    from advisor.authoring.retiring import Retirement, retire
    from advisor.render.rule import find_rule

    request = Retirement(find_rule(loaded(), rule_id), reason, replaced_by)
    path = retire(*folders(), request)
    click.echo(word("rules.was-retired", language(), id=request.rule.id, path=path))
