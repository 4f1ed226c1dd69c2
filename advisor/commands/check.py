"""`advisor check`: every problem of the rules and the knowledge at once."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.commands.failures import BAD_INPUT
from advisor.commands.options import common_options, language
from advisor.commands.output import print_json
from advisor.commands.sharing import loaded
from advisor.commands.spoken import Spoken
from advisor.errors import AdvisorError
from advisor.words import word

if TYPE_CHECKING:
    from advisor.knowledge import Knowledge
    from advisor.verify.deep import Verification


@click.command("check", cls=Spoken, help="cli.check")
@click.option("--deep", is_flag=True, help="verify.option-deep")
@click.option(
    "--examples",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="verify.option-examples",
)
@click.option(
    "--format",
    "layout",
    type=click.Choice(["text", "json"]),
    default="text",
    help="cli.option-format",
)
@common_options
@click.pass_context
def command(ctx: click.Context, deep: bool, examples: Path | None, layout: str) -> None:
    """Load, which reports every problem; if asked, verify; say what was found."""
    if examples and not deep:
        ctx.fail(word("verify.needs-deep", language()))
    knowledge = _loaded(ctx, layout)
    if layout == "text":
        _print_counts(knowledge)
    if deep:
        _verify(ctx, knowledge, examples, layout)
    elif layout == "json":
        from advisor.verify.report import json_of_loaded

        print_json(json_of_loaded(knowledge))


def _loaded(ctx: click.Context, layout: str) -> "Knowledge":
    try:
        return loaded()
    except AdvisorError as error:
        if layout == "text":
            raise
        from advisor.verify.report import json_of_error

        print_json(json_of_error(error))
        ctx.exit(BAD_INPUT)


def _print_counts(knowledge: "Knowledge") -> None:
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


def _verify(ctx: click.Context, knowledge: "Knowledge", examples: Path | None, layout: str) -> None:
    from advisor.verify.deep import verify
    from advisor.verify.report import json_of, write_examples

    verification = verify(knowledge)
    if layout == "json":
        print_json(json_of(verification))
    else:
        _print_lines(verification)
    if examples:
        written = len(write_examples(verification, examples))
        told = word("verify.written", language(), count=written, folder=examples)
        click.echo(told, err=layout == "json")
    if verification.problems:
        ctx.exit(BAD_INPUT)


def _print_lines(verification: "Verification") -> None:
    from advisor.verify.report import lines_of

    for line in lines_of(verification, language()):
        click.echo(line)
