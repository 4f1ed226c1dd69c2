"""`advisor rules`: the rules as an auditor reads them."""

import click

from advisor.commands.group import language, language_option
from advisor.words import word


@click.group("rules")
@language_option
def command() -> None:
    """Daftar aturan dan isinya."""


@command.command("list")
@language_option
def list_rules() -> None:
    """Semua aturan menurut urutan berlakunya."""
    from rich.table import Table

    from advisor.commands.sharing import console
    from advisor.loader import load

    knowledge, lang = load(), language()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for key in ("rules.layer", "rules.rule", "rules.title", "rules.source"):
        table.add_column(word(key, lang), overflow="fold")
    for number, layer in enumerate(knowledge.layers, start=1):
        for rule in layer:
            table.add_row(str(number), rule.id, rule.title.to(lang), ", ".join(rule.sources))
    for rule in knowledge.inactive:
        table.add_row(rule.status, rule.id, rule.title.to(lang), ", ".join(rule.sources))
    console().print(table)


@command.command("show")
@click.argument("rule_id")
@language_option
def show_rule(rule_id: str) -> None:
    """Satu aturan: syarat, akibat, sumber, contoh."""
    from advisor.commands.sharing import console
    from advisor.loader import load
    from advisor.render.rule import find_rule, rule_lines

    knowledge = load()
    rule = find_rule(knowledge, rule_id)
    for line in rule_lines(knowledge, rule, language()):
        console().print(line, markup=False)
