"""The click group: language, lazily loaded commands, and errors turned into clear messages."""

import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

import click

from advisor.errors import AdvisorError, DisagreementError
from advisor.language import LANGUAGES, Language
from advisor.words import describe, word

F = TypeVar("F", bound=Callable[..., Any])

COMMANDS = {
    "consult": "advisor.commands.consult",
    "advise": "advisor.commands.advise",
    "rules": "advisor.commands.rules",
    "knowledge": "advisor.commands.knowledge",
    "check": "advisor.commands.check",
    "schema": "advisor.commands.schema",
}
BAD_INPUT, OUR_FAULT = 1, 3


class Failure(click.ClickException):
    """Bad input, shown in the user's language."""

    exit_code = BAD_INPUT

    def show(self, file: Any = None) -> None:
        """Print to standard error, nothing added."""
        click.echo(self.message, file=file or sys.stderr)


class Fault(Failure):
    """A fault of the program itself."""

    exit_code = OUR_FAULT


class Lazy(click.Group):
    """A group whose commands are imported when used, so that `--help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Command names in the order in which a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command, imported now."""
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[name]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Like click's, with a did-you-mean for a command that does not exist."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            key = "cli.no-command-near" if near else "cli.no-command"
            ctx.fail(word(key, language(), name=args[0], near=near[0] if near else ""))
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Help in the chosen language, without importing the commands."""
        formatter.write_text(word("cli.about", language()))
        formatter.write_paragraph()
        formatter.write_text(word("cli.usage", language()))
        with formatter.section(word("cli.commands", language())):
            rows = [(name, word(f"cli.{name}", language())) for name in COMMANDS]
            formatter.write_dl(rows)
        with formatter.section(word("cli.options", language())):
            options = ("lang", "version", "help")
            formatter.write_dl([(f"--{o}", word(f"cli.option-{o}", language())) for o in options])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; every error ends as one clear message and an exit code."""
        try:
            return super().invoke(ctx)
        except AdvisorError as error:
            lines = [describe(problem, language()) for problem in error.problems]
            raise Failure("\n".join(lines)) from error
        except DisagreementError as error:
            message = word("cli.disagreement", language(), detail=str(error))
            raise Fault(message) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort, OSError):
            raise
        except Exception as error:
            if os.environ.get("IPP_ADVISOR_DEBUG"):
                raise
            message = word("cli.our-fault", language(), detail=f"{type(error).__name__}: {error}")
            raise Fault(message) from error


_chosen: list[Language] = ["id"]


def language() -> Language:
    """The language chosen for this run."""
    return _chosen[0]


def _choose(ctx: click.Context, param: click.Parameter, value: Language | None) -> None:
    if value:
        _chosen[0] = value


def language_option(function: F) -> F:
    """`--lang`, accepted before and after the command's name."""
    option = click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        envvar="IPP_ADVISOR_LANG",
        is_eager=True,
        expose_value=False,
        callback=_choose,
        help="Bahasa / language: id (bawaan), en.",
    )
    return option(function)


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        from advisor import __version__

        click.echo(f"advisor {__version__}")
        ctx.exit()


@click.group(cls=Lazy)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version)
@language_option
def advisor() -> None:
    """IPP Advisor."""
