"""`advisor schema`: the published JSON Schemas."""

import click

from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.inputs import loaded
from advisor.cli.options import common_options
from advisor.cli.output import print_json

KNOWLEDGE_FILES = (
    "rule", "vocabulary", "questions", "steps", "sources", "article", "cases", "lessons",
)  # fmt: skip


@click.command("schema", cls=BilingualCommand, help="cli.schema")
@argument("name", type=click.Choice(["advice", "facts", *KNOWLEDGE_FILES]))
@common_options
def command(name: str) -> None:
    """Print one schema."""
    from advisor.advice.schema import advice_schema, facts_schema
    from advisor.authoring.editor_schemas import editor_schema

    if name in KNOWLEDGE_FILES:
        print_json(editor_schema(name))
        return

    knowledge = loaded()
    print_json(advice_schema(knowledge) if name == "advice" else facts_schema(knowledge))
