"""`advisor trace`: the engine's run, stepped through or written out."""

from typing import TYPE_CHECKING

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.completing import file_argument
from advisor.cli.inputs import STANDARD_INPUT, end_as_advised, facts_from, format_option, loaded
from advisor.cli.options import common_options, language
from advisor.common.messages import word

if TYPE_CHECKING:
    from advisor.explanation.trace.session import Session


@click.command("trace", cls=BilingualCommand, help="cli.trace")
@file_argument
@format_option("markdown")
@common_options
def command(file: str, layout: str) -> None:
    """Run, then step or print."""
    if layout == "text" and file == STANDARD_INPUT:
        raise click.UsageError(word("tracing.needs-file", language()))
    from advisor.cli.output import print_json, write_text
    from advisor.explanation.trace.markdown import trace_markdown
    from advisor.explanation.trace.replay import replay
    from advisor.explanation.trace.session import Session
    from advisor.inference.engine import Engine

    knowledge = loaded()
    made = replay(Engine(knowledge), facts_from(knowledge.vocabulary, file))
    if layout == "json":
        print_json(made.as_json())
    elif layout == "markdown":
        write_text(trace_markdown(made, language()), None)
    else:
        _step(Session(made, language()))
    end_as_advised(made.advice.status)


def _step(session: "Session") -> None:
    from advisor.cli.terminal.lines import read_line, show

    show(session.welcome())
    while not session.done:
        line = read_line(word("tracing.prompt", language()))
        if line is None:
            return
        show(session.handle(line))
