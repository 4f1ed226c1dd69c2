"""`advisor rules new`: a new rule by question and answer."""

import sys
from typing import TYPE_CHECKING

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.failures import BAD_INPUT
from advisor.cli.inputs import loaded
from advisor.cli.options import common_options, language
from advisor.cli.rules.sharing import folders, tell_left
from advisor.common.errors import AdvisorError
from advisor.common.messages import word

if TYPE_CHECKING:
    from advisor.authoring.interview import Interview


@click.command("new", cls=BilingualCommand, help="rules.new")
@common_options
@click.pass_context
def command(ctx: click.Context) -> None:
    """Ask, show, write."""
    from advisor.authoring.draft import file_rule
    from advisor.authoring.interview import Interview
    from advisor.authoring.questions import Form
    from advisor.cli.terminal.asker import EndOfInputError
    from advisor.cli.terminal.line_asker import LineAsker

    knowledge = loaded()
    form = Form(LineAsker(sys.stdin, sys.stdout, language()), language())
    interview = Interview(knowledge, form)
    try:
        interview.run()
        status = interview.confirm()
    except EndOfInputError:
        ctx.exit(_stopped(interview))
    if status is None:
        click.echo(word("new.nothing", language()))
        return
    path = file_rule(knowledge, folders()[0], interview.draft, status)
    click.echo(word("new.draft" if status == "draft" else "new.written", language(), path=path))
    tell_left()
    if status != "draft":
        click.echo(word("new.next", language(), id=interview.draft.id))


def _stopped(interview: "Interview") -> int:
    """Keep a draft if what is known is enough for one."""
    from advisor.authoring.draft import file_rule

    click.echo()
    try:
        path = file_rule(interview.knowledge, folders()[0], interview.draft, "draft")
    except AdvisorError:
        click.echo(word("new.not-loading", language()), err=True)
    else:
        click.echo(word("new.draft", language(), path=path))
        tell_left()
    return BAD_INPUT
