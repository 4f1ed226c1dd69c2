"""`advisor advise`: advice from a facts file."""

import click

from advisor.commands.group import BAD_INPUT, language, language_option


@click.command("advise")
@click.argument("file")
@click.option(
    "--format", "layout", type=click.Choice(["table", "json", "markdown"]), default="table"
)
@click.option("--set", "changes", multiple=True, metavar="TERM=VALUE", help="Ubah satu jawaban.")
@language_option
@click.pass_context
def command(ctx: click.Context, file: str, layout: str, changes: tuple[str, ...]) -> None:
    """Saran dari berkas isian (YAML/JSON; `-` untuk masukan standar)."""
    from advisor.commands.output import print_advice
    from advisor.commands.sharing import facts_from
    from advisor.consultation import advise
    from advisor.engine import Engine
    from advisor.loader import load

    knowledge = load()
    advice = advise(Engine(knowledge), facts_from(knowledge.vocabulary, file, changes))
    print_advice(knowledge, advice, layout, language())
    if advice.status == "contradictory":
        ctx.exit(BAD_INPUT)
