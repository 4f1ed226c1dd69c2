"""`advisor follow-up`: read a plan back that an office filled in, and let it count."""

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.completing import file_argument
from advisor.cli.failures import BAD_INPUT
from advisor.cli.inputs import filled_plan, loaded
from advisor.cli.options import common_options, language
from advisor.cli.output_path import OutputPath
from advisor.cli.recording import in_ledger, ledger_to_read, recording_options, warn
from advisor.common.errors import AdvisorError, Problem
from advisor.common.files import write_atomically
from advisor.common.language import said
from advisor.common.messages import word

if TYPE_CHECKING:
    from advisor.audit.filled_plan import Counted
    from advisor.follow_up.filled import Filled
    from advisor.presentation.report.content import Origin


@click.command("follow-up", cls=BilingualCommand, help="cli.follow-up")
@file_argument
@click.option("-o", "--output", type=OutputPath(), required=True, help="filled.option-output")
@click.option(
    "--facts", "facts_file", type=OutputPath(), metavar="FILE", help="filled.option-facts"
)
@click.option("--yes", is_flag=True, help="filled.option-yes")
@recording_options
@common_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    file: str,
    output: Path,
    facts_file: Path | None,
    yes: bool,
    **recording: Any,
) -> None:
    """Read, show each change, and once it is confirmed record it and write the new plan."""
    from advisor.audit.filled_plan import counted, recorded_day
    from advisor.presentation.report.formats import refuse_form

    for path in filter(None, (output, facts_file)):
        if path.exists():
            raise AdvisorError([Problem(str(path), None, said("sheet.exists"))])
    knowledge = loaded()
    place = ledger_to_read(recording["ledger"], recording["no_ledger"])
    filled = filled_plan(knowledge, Path(file), partial(recorded_day, place, knowledge))
    _show(filled)
    if not filled.changes or not (yes or _confirmed()):
        return
    refuse_form(output)
    plan = counted(knowledge, filled)
    made, failure = in_ledger(plan.record, **recording)
    about, now = made or (None, None)
    if about:
        click.echo(word("filled.recorded", language(), number=about.number))
    _write(plan, plan.origin(now), output, facts_file)
    if warn(failure):
        ctx.exit(BAD_INPUT)


def _write(plan: "Counted", origin: "Origin", output: Path, facts_file: Path | None) -> None:
    """The plan as it is now, and its answers."""
    from advisor.cli.terminal.saving import facts_text
    from advisor.presentation.report.writing import write_report

    write_report(plan.knowledge, plan.advice, language(), output, plan.notes, origin)
    click.echo(word("report.written", language(), path=output))
    if facts_file:
        write_atomically(facts_file, facts_text(plan.facts, facts_file))
        click.echo(word("filled.facts-written", language(), path=facts_file))
    if plan.done:
        click.echo(word("filled.moved", language(), count=len(plan.done)))
    click.echo(word(f"plan.{plan.advice.status}", language(), count=len(plan.advice.steps)))


def _show(filled: "Filled") -> None:
    """Each change, before it counts."""
    from advisor.follow_up.filled import lines

    lang = language()
    if not filled.changes:
        click.echo(word("filled.nothing", lang))
        return
    click.echo(word("filled.changes", lang, count=len(filled.changes)))
    for title, fields in lines(filled, filled.changes, lang):
        click.echo(f"- {title}")
        for key, before, after in fields:
            change = word("filled.change", lang, before=before or "–", after=after or "–")
            click.echo(f"    {word(key, lang)}: {change}")


def _confirmed() -> bool:
    """Whether the person at the terminal agrees; where there is none, how to agree is told."""
    if sys.stdin.isatty():
        return click.confirm(word("filled.confirm", language()))
    click.echo(word("filled.say-yes", language()))
    return False
