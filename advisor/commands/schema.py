"""`advisor schema`: the published JSON Schemas."""

import click

from advisor.commands.group import language_option


@click.command("schema")
@click.argument("name", type=click.Choice(["advice", "facts"]))
@language_option
def command(name: str) -> None:
    """JSON Schema untuk saran (advice) atau berkas isian (facts)."""
    from advisor.commands.output import print_json
    from advisor.loader import load
    from advisor.schema import advice_schema, facts_schema

    knowledge = load()
    print_json(advice_schema(knowledge) if name == "advice" else facts_schema(knowledge))
