"""Click commands that speak the user's language and groups that load a command when it is used.

Wherever click expects a help text, a key of `messages/` stands instead; it is put into words when
the help is shown, because `--lang` may come after the command's name.
"""

from difflib import get_close_matches
from functools import partial
from importlib import import_module

import click

from advisor.cli.click_translation import named
from advisor.cli.options import hear_language, language
from advisor.cli.output_path import refuse_loss
from advisor.common.messages import word


class BilingualCommand(click.Command):
    """A command whose help and options' help are keys of messages."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; the language first."""
        hear_language(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run, unless that would write over something that is needed."""
        refuse_loss(ctx)
        return super().invoke(ctx)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line."""
        pieces = " ".join(named(piece) for piece in self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, f"{word('cli.usage', language())}: ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command is for."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(word(self.help or "", language()))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, one row each."""
        with formatter.section(word("cli.options", language())):
            formatter.write_dl([_row(ctx, param) for param in _options(self, ctx)])


class BilingualArgument(click.Argument):
    """An argument that usage lines and errors name in the user's language."""

    def make_metavar(self, ctx: click.Context) -> str:
        """The name as it is shown."""
        return named(super().make_metavar(ctx))


argument = partial(click.argument, cls=BilingualArgument)


class LazyGroup(BilingualCommand, click.Group):
    """A group whose commands are imported when used, so that `--help` stays quick.

    `table` maps a command's name to the module whose `command` it is; the line that tells what a
    command is for is the message `<words>.<name>`.
    """

    table: dict[str, str]
    words: str

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Command names in the order in which a newcomer meets them."""
        return list(self.table)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command, imported now."""
        if name not in self.table:
            return None
        command: click.Command = import_module(self.table[name]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Like click's, with a did-you-mean for a command that does not exist."""
        if args and args[0] not in self.table and not args[0].startswith("-"):
            near = get_close_matches(args[0], self.table, n=1)
            key = "cli.no-command-near" if near else "cli.no-command"
            path, hint = ctx.command_path, near[0] if near else ""
            ctx.fail(word(key, language(), name=args[0], near=hint, path=path))
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, told without importing them, then the options."""
        with formatter.section(word("cli.commands", language())):
            rows = [(name, word(f"{self.words}.{name}", language())) for name in self.table]
            formatter.write_dl(rows)
        super().format_options(ctx, formatter)


def lazy(table: dict[str, str], words: str) -> type[LazyGroup]:
    """The class of a group with these commands."""
    return type("LazyGroup", (LazyGroup,), {"table": table, "words": words})


def _options(command: click.Command, ctx: click.Context) -> list[click.Option]:
    return [param for param in command.get_params(ctx) if isinstance(param, click.Option)]


def _row(ctx: click.Context, option: click.Option) -> tuple[str, str]:
    names, help = option.get_help_record(ctx) or ("", "")
    metavar = option.make_metavar(ctx)
    if names.endswith(f" {metavar}"):
        names = names.removesuffix(metavar) + named(metavar)
    key = "cli.option-help" if "--help" in option.opts else option.help or ""
    return names, help.replace(option.help or help, word(key, language()))
