"""The click group of all commands."""

import sys
from functools import partial
from typing import Any, NoReturn

import click

from advisor.cli.bilingual import lazy
from advisor.cli.click_translation import install
from advisor.cli.failures import exit_code
from advisor.cli.options import begin, common_options

install()

COMMANDS = {
    "consult": "advisor.cli.consult",
    "advise": "advisor.cli.advise",
    "report": "advisor.cli.report",
    "serve": "advisor.cli.serve",
    "account": "advisor.cli.account",
    "questionnaires": "advisor.cli.questionnaires",
    "explain": "advisor.cli.explain",
    "why-not": "advisor.cli.why_not",
    "what-if": "advisor.cli.what_if",
    "smallest-change": "advisor.cli.smallest_change",
    "sensitivity": "advisor.cli.sensitivity",
    "follow-up": "advisor.cli.follow_up",
    "progress": "advisor.cli.progress",
    "batch": "advisor.cli.batch",
    "simulate": "advisor.cli.simulate",
    "template": "advisor.cli.template",
    "audit": "advisor.cli.audit",
    "rules": "advisor.cli.rules",
    "knowledge": "advisor.cli.knowledge",
    "check": "advisor.cli.check",
    "trace": "advisor.cli.trace",
    "graph": "advisor.cli.graph",
    "lesson": "advisor.cli.lesson",
    "schema": "advisor.cli.schema",
    "docs": "advisor.cli.docs",
}


class Advisor(lazy(COMMANDS, "cli")):  # type: ignore[misc]
    """The whole command line: every error ends as one clear message and an exit code."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, and before them the environment's language."""
        begin()
        rest: list[str] = super().parse_args(ctx, args)
        return rest

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run the command that the arguments name, and end with its exit code."""
        extra["standalone_mode"] = False
        sys.exit(exit_code(partial(super().main, *args, **extra)))


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        from advisor.common.version import __version__

        click.echo(f"advisor {__version__}")
        ctx.exit()


@click.group(
    cls=Advisor, help="cli.about", context_settings={"help_option_names": ["--help", "-h"]}
)
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
