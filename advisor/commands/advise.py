"""`advisor advise`: advice from a facts file."""

import click

from advisor.commands.failures import BAD_INPUT
from advisor.commands.options import common_options, language
from advisor.commands.sharing import facts_from, layout_option, loaded
from advisor.commands.spoken import Spoken


@click.command("advise", cls=Spoken, help="cli.advise")
@click.argument("file")
@layout_option
@click.option("--set", "changes", multiple=True, metavar="TERM=VALUE", help="cli.option-set")
@common_options
@click.pass_context
def command(ctx: click.Context, file: str, layout: str, changes: tuple[str, ...]) -> None:
    """Read the facts, advise, print."""
    from advisor.commands.output import print_advice
    from advisor.consultation import advise
    from advisor.engine import Engine

    knowledge = loaded()
    advice = advise(Engine(knowledge), facts_from(knowledge.vocabulary, file, changes))
    print_advice(knowledge, advice, layout, language())
    if advice.status == "contradictory":
        ctx.exit(BAD_INPUT)
