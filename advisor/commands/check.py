"""`advisor check`: every problem of the rules and the knowledge at once."""

from pathlib import Path

import click

from advisor.commands.group import language, language_option
from advisor.words import word


@click.command("check")
@click.option("--rules", type=click.Path(path_type=Path), help="Folder aturan.")
@click.option("--knowledge", type=click.Path(path_type=Path), help="Folder pengetahuan.")
@language_option
def command(rules: Path | None, knowledge: Path | None) -> None:
    """Periksa aturan dan pengetahuan; semua masalah ditampilkan sekaligus."""
    from advisor.loader import load

    loaded = load(rules, knowledge)
    counts = {
        "rules": len(loaded.rules),
        "layers": len(loaded.layers),
        "examples": sum(len(rule.examples) for rule in loaded.rule.values()),
        "steps": len(loaded.steps),
        "terms": len(loaded.vocabulary.terms),
    }
    click.echo(word("check.good", language(), **counts))
    click.echo(word("check.version", language(), version=loaded.version, digest=loaded.digest))
