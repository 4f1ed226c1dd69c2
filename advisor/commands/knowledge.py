"""`advisor knowledge`: the article's statements against what carries them."""

import click

from advisor.commands.group import language, language_option
from advisor.words import word


@click.group("knowledge")
@language_option
def command() -> None:
    """Isi basis pengetahuan."""


@command.command("coverage")
@language_option
def coverage() -> None:
    """Setiap pernyataan artikel dan aturan, langkah, atau istilah yang membawanya."""
    from rich.table import Table

    from advisor.commands.sharing import console
    from advisor.loader import load

    knowledge, lang = load(), language()
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
