"""The click group of all commands."""

from typing import Any

import click

from advisor.commands.click_words import install
from advisor.commands.failures import clear_errors
from advisor.commands.options import common_options, hear_environment
from advisor.commands.spoken import lazy

install()

COMMANDS = {
    "consult": "advisor.commands.consult",
    "advise": "advisor.commands.advise",
    "report": "advisor.commands.report",
    "serve": "advisor.commands.serve",
    "account": "advisor.commands.account",
    "questionnaires": "advisor.commands.questionnaires",
    "explain": "advisor.commands.explain",
    "why-not": "advisor.commands.why_not",
    "what-if": "advisor.commands.what_if",
    "smallest-change": "advisor.commands.smallest_change",
    "sensitivity": "advisor.commands.sensitivity",
    "batch": "advisor.commands.batch",
    "simulate": "advisor.commands.simulate",
    "template": "advisor.commands.template",
    "audit": "advisor.commands.audit",
    "rules": "advisor.commands.rules",
    "knowledge": "advisor.commands.knowledge",
    "check": "advisor.commands.check",
    "trace": "advisor.commands.trace",
    "graph": "advisor.commands.graph",
    "lesson": "advisor.commands.lesson",
    "schema": "advisor.commands.schema",
    "docs": "advisor.commands.docs",
}


class Advisor(lazy(COMMANDS, "cli")):  # type: ignore[misc]
    """The whole command line: every error ends as one clear message and an exit code."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, and before them the environment's language."""
        hear_environment()
        rest: list[str] = super().parse_args(ctx, args)
        return rest

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        with clear_errors():
            return super().invoke(ctx)


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        from advisor import __version__

        click.echo(f"advisor {__version__}")
        ctx.exit()


@click.group(cls=Advisor, help="cli.about")
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="cli.option-version",
)
@common_options
def advisor() -> None:
    """The program."""
