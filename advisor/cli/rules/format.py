"""`advisor rules format`: the one layout of rule files."""

from pathlib import Path

import click

from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.failures import BAD_INPUT
from advisor.cli.options import common_options, language
from advisor.cli.rules.sharing import folders
from advisor.common.messages import word


@click.command("format", cls=BilingualCommand, help="rules.format")
@argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="rules.option-check")
@common_options
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...], check: bool) -> None:
    """Lay out, or tell what is not."""
    from advisor.authoring.formatting import format_files, rule_files

    files = tuple(rule_files(paths or folders()[:1]))
    changed = format_files(files, check)
    if not changed:
        click.echo(word("format.good", language(), count=len(files)))
        return
    for path in changed:
        click.echo(word("format.would" if check else "format.changed", language(), path=path))
    key = "format.how" if check else "format.done"
    click.echo(word(key, language(), count=len(changed), all=len(files)))
    ctx.exit(BAD_INPUT if check else 0)
