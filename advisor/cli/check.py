"""`advisor check`: every problem of the rules and the knowledge at once."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.failures import BAD_INPUT
from advisor.cli.inputs import format_option, lessons, loaded
from advisor.cli.options import base_folder, common_options, language, placed
from advisor.cli.output import print_json
from advisor.common.errors import AdvisorError
from advisor.common.messages import word

if TYPE_CHECKING:
    from advisor.knowledge.knowledge import Knowledge


@click.command("check", cls=BilingualCommand, help="cli.check")
@click.option("--deep", is_flag=True, help="verify.option-deep")
@click.option(
    "--examples",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="verify.option-examples",
)
@format_option()
@common_options
@click.pass_context
def command(ctx: click.Context, deep: bool, examples: Path | None, layout: str) -> None:
    """Load, which reports every problem; if asked, verify; say what was found."""
    if examples and not deep:
        ctx.fail(word("verify.needs-deep", language()))
    knowledge = _loaded(ctx, layout)
    if layout == "text":
        _print_counts(knowledge, "verify.loaded" if deep else "check.good")
    if deep:
        _verify(ctx, knowledge, examples, layout)
    elif layout == "json":
        from advisor.verification.exact.report import json_of_loaded

        print_json(json_of_loaded(knowledge))


def _loaded(ctx: click.Context, layout: str) -> "Knowledge":
    try:
        knowledge = loaded()
        lessons(knowledge)
        return knowledge
    except AdvisorError as error:
        if layout == "text":
            raise
        from advisor.verification.exact.report import json_of_error

        print_json(json_of_error(AdvisorError(map(placed, error.problems))))
        ctx.exit(BAD_INPUT)


def _print_counts(knowledge: "Knowledge", key: str) -> None:
    counts = {
        "rules": len(knowledge.rules),
        "layers": len(knowledge.layers),
        "examples": sum(len(rule.examples) for rule in knowledge.rule.values()),
        "steps": len(knowledge.steps),
        "terms": len(knowledge.vocabulary.terms),
    }
    click.echo(word(key, language(), **counts))
    version = knowledge.edition
    click.echo(word("check.version", language(), **version))


def _verify(ctx: click.Context, knowledge: "Knowledge", examples: Path | None, layout: str) -> None:
    from advisor.verification.exact.deep import verify
    from advisor.verification.exact.report import Shelf, json_of, lines_of, write_examples

    verification = verify(knowledge)
    shelf = Shelf(examples, base_folder()) if examples else None
    if layout == "json":
        print_json(json_of(verification))
    for line in lines_of(verification, language(), shelf) if layout == "text" else ():
        click.echo(line)
    if shelf:
        count = write_examples(verification, shelf)
        told = word("verify.written", language(), count=count, folder=shelf.folder)
        click.echo(told, err=layout == "json")
    if verification.problems:
        ctx.exit(BAD_INPUT)
