"""`advisor rules list`: all rules in the order in which they fire."""

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.inputs import format_option, loaded
from advisor.cli.options import common_options, language
from advisor.cli.output import print_json, print_rows


@click.command("list", cls=BilingualCommand, help="rules.list")
@format_option()
@common_options
def command(layout: str) -> None:
    """All rules; those that take no part have no layer."""
    knowledge, lang = loaded(), language()
    layer = {rule.id: n for n, rules in enumerate(knowledge.layers, start=1) for rule in rules}
    rules = (*knowledge.rules, *knowledge.inactive)
    if layout == "json":
        print_json(
            [
                {"id": rule.id, "layer": layer.get(rule.id), "status": rule.status,
                 "title": rule.title.as_json(), "sources": list(rule.sources)}
                for rule in rules
            ]
        )  # fmt: skip
        return
    heads = ("rules.layer", "rules.rule", "rules.title", "rules.source")
    rows = (
        (
            str(layer.get(rule.id, rule.status)),
            rule.id,
            rule.title.to(lang),
            ", ".join(rule.sources),
        )
        for rule in rules
    )
    print_rows(heads, rows, lang)
