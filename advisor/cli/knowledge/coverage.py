"""`advisor knowledge coverage`: the article's statements against what carries them."""

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.inputs import format_option, loaded
from advisor.cli.options import common_options, language
from advisor.cli.output import print_json, print_rows


@click.command("coverage", cls=BilingualCommand, help="knowledge.coverage")
@format_option()
@common_options
def command(layout: str) -> None:
    """Every statement and the rules, steps and terms that carry it."""
    knowledge, lang = loaded(), language()
    carried = [(item, knowledge.coverage[name]) for name, item in knowledge.statements.items()]
    if layout == "json":
        print_json(
            [
                {"locator": item.locator, "line": item.line,
                 **carriers.model_dump(mode="json", exclude_none=True)}
                for item, carriers in carried
            ]
        )  # fmt: skip
        return
    rows = []
    for item, carriers in carried:
        names = ", ".join((*carriers.rules, *carriers.steps, *carriers.terms))
        note = f" ({carriers.note.to(lang)})" if carriers.note else ""
        rows.append((item.locator, str(item.line), names + note))
    print_rows(("coverage.locator", "coverage.line", "coverage.carriers"), rows, lang)
    click.echo(f"{len(knowledge.coverage)}/{len(knowledge.statements)}")
