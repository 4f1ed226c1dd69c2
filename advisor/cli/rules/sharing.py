"""What the commands that change rules share."""

from pathlib import Path

import click

from advisor.cli.inputs import lessons, loaded, named_folder
from advisor.cli.options import language, placed
from advisor.common.errors import AdvisorError
from advisor.common.messages import describe, word


def folders() -> tuple[Path, Path]:
    """The rules folder and the knowledge folder: the shipped ones, or those of `--knowledge`."""
    from advisor.common.locations import knowledge_folder, rules_folder

    base = named_folder()
    return (base / "rules", base / "knowledge") if base else (rules_folder(), knowledge_folder())


def tell_left() -> None:
    """Print what `advisor check` now says of the whole base, if that is anything."""
    try:
        lessons(loaded())
    except AdvisorError as error:
        click.echo(word("new.left", language()))
        for problem in error.problems:
            click.echo(f"  {describe(placed(problem), language())}")
