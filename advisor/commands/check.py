"""`advisor check`: every problem of the rules and the knowledge at once."""

import click

from advisor.commands.options import common_options, language
from advisor.commands.sharing import lessons, loaded
from advisor.commands.spoken import Spoken
from advisor.words import word


@click.command("check", cls=Spoken, help="cli.check")
@common_options
def command() -> None:
    """Load, which reports every problem, and say what was loaded."""
    knowledge = loaded()
    lessons(knowledge)
    counts = {
        "rules": len(knowledge.rules),
        "layers": len(knowledge.layers),
        "examples": sum(len(rule.examples) for rule in knowledge.rule.values()),
        "steps": len(knowledge.steps),
        "terms": len(knowledge.vocabulary.terms),
    }
    click.echo(word("check.good", language(), **counts))
    version = {"version": knowledge.version, "digest": knowledge.digest}
    click.echo(word("check.version", language(), **version))
