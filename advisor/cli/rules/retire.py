"""`advisor rules retire`: takes a rule out of use."""

import click

from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.completing import offering
from advisor.cli.options import common_options, language
from advisor.cli.rules.sharing import folders, tell_left
from advisor.common.messages import word


@click.command("retire", cls=BilingualCommand, help="rules.retire")
@argument("rule_id", metavar="RULE", shell_complete=offering("rule"))
@click.option("--reason", required=True, help="rules.option-reason")
@click.option("--replaced-by", metavar="RULE", help="rules.option-replaced-by")
@common_options
def command(rule_id: str, reason: str, replaced_by: str | None) -> None:
    """Retire one rule."""
    from advisor.authoring.retiring import Retirement, retire

    path = retire(*folders(), Retirement(rule_id, reason, replaced_by))
    click.echo(word("rules.was-retired", language(), id=rule_id.upper(), path=path))
    tell_left()
