"""`advisor rules watch`: checks again on every save."""

from contextlib import suppress

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.inputs import loaded
from advisor.cli.options import common_options, language, placed
from advisor.cli.rules.sharing import folders
from advisor.common.messages import describe, word


@click.command("watch", cls=BilingualCommand, help="rules.watch")
@common_options
def command() -> None:
    """Print the problems, or that all is good, until Ctrl-C."""
    from advisor.authoring.watching import watch
    from advisor.common.errors import AdvisorError

    with suppress(KeyboardInterrupt):
        for found in watch(loaded, folders()):
            if isinstance(found, AdvisorError):
                for problem in found.problems:
                    click.echo(describe(placed(problem), language()))
            else:
                good = word("rules.watch-good", language(), rules=len(found.rules))
                click.echo(good)
