"""`advisor knowledge coverage`: the article's statements against what carries them."""

import click

from advisor.cli.bilingual import Spoken
from advisor.cli.inputs import console, loaded
from advisor.cli.options import common_options, language
from advisor.common.messages import word


@click.command("coverage", cls=Spoken, help="knowledge.coverage")
@common_options
def command() -> None:
    """Every statement and the rules, steps and terms that carry it."""
    from rich.table import Table

    knowledge, lang = loaded(), language()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for key in ("coverage.locator", "coverage.line", "coverage.carriers"):
        table.add_column(word(key, lang), overflow="fold")
    for locator, statement in knowledge.statements.items():
        carriers = knowledge.coverage[locator]
        names = ", ".join((*carriers.rules, *carriers.steps, *carriers.terms))
        note = f" ({carriers.note.to(lang)})" if carriers.note else ""
        table.add_row(locator, str(statement.line), names + note)
    console().print(table)
    click.echo(f"{len(knowledge.coverage)}/{len(knowledge.statements)}")
