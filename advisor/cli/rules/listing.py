"""`advisor rules list`: all rules in the order in which they fire."""

import click

from advisor.cli.bilingual import Spoken
from advisor.cli.inputs import console, loaded
from advisor.cli.options import common_options, language
from advisor.common.messages import word


@click.command("list", cls=Spoken, help="rules.list")
@common_options
def command() -> None:
    """All rules."""
    from rich.table import Table

    knowledge, lang = loaded(), language()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for key in ("rules.layer", "rules.rule", "rules.title", "rules.source"):
        table.add_column(word(key, lang), overflow="fold")
    for number, layer in enumerate(knowledge.layers, start=1):
        for rule in layer:
            table.add_row(str(number), rule.id, rule.title.to(lang), ", ".join(rule.sources))
    for rule in knowledge.inactive:
        table.add_row(rule.status, rule.id, rule.title.to(lang), ", ".join(rule.sources))
    console().print(table)
