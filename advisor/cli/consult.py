"""`advisor consult`: the guided questionnaire."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.bilingual import Spoken
from advisor.cli.failures import BAD_INPUT
from advisor.cli.inputs import format_option, loaded
from advisor.cli.options import common_options, language
from advisor.cli.output_path import OutputPath
from advisor.cli.recording import record, recording_options, warn
from advisor.common.errors import AdvisorError
from advisor.common.messages import describe, word

if TYPE_CHECKING:
    from advisor.cli.terminal.saving import Keeper
    from advisor.knowledge.knowledge import Knowledge


@click.command("consult", cls=Spoken, help="cli.consult")
@click.option("--save", type=OutputPath(goes_on="resume"), help="cli.option-save")
@click.option("--resume", type=click.Path(path_type=Path), help="cli.option-resume")
@click.option("--name", help="cli.option-name")
@format_option("markdown")
@click.option("--plain", is_flag=True, help="cli.option-plain")
@recording_options
@common_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    save: Path | None,
    resume: Path | None,
    name: str | None,
    layout: str,
    plain: bool,
    **recording: Any,
) -> None:
    """Ask, keep the answers, advise, record, print."""
    from advisor.cli.terminal.flow import Flow
    from advisor.cli.terminal.saving import asker_for, keeper_for
    from advisor.cli.terminal.signals import ending_as_interrupts

    knowledge = loaded()
    keeper = keeper_for(knowledge, save, resume, name, _warn)
    for problem in keeper.misfits:
        click.echo(describe(problem, language()), err=True)
    if keeper.misfits:
        click.echo(word("consult.misfits", language(), count=len(keeper.misfits)), err=True)
    flow = Flow(keeper.consultation, asker_for(language(), plain), language(), keeper.keep)
    with ending_as_interrupts():
        ended = BAD_INPUT
        try:
            if flow.run():
                ended = _finish(knowledge, keeper, layout, recording)
        finally:
            _part(keeper, ended)
    ctx.exit(ended)


def _finish(
    knowledge: "Knowledge", keeper: "Keeper", layout: str, recording: dict[str, Any]
) -> int:
    """Advise on what was answered; the exit code."""
    from advisor.advice.consultation import advise
    from advisor.cli.output import print_advice
    from advisor.inference.engine import Engine

    facts = keeper.consultation.facts
    advice = advise(Engine(knowledge), facts)
    failure = record(knowledge, facts, advice, **recording)
    print_advice(knowledge, advice, layout, language())
    return BAD_INPUT if warn(failure) else 0


def _part(keeper: "Keeper", ended: int) -> None:
    """Unless all went well, say where the answers are."""
    if not ended:
        keeper.finish()
        return
    path, count = keeper.stop(), len(keeper.consultation.given)
    key = "consult.stopped" if path else "consult.stopped-empty"
    click.echo("\n" + word(key, language(), path=path, count=count), err=True)


def _warn(error: AdvisorError, path: Path) -> None:
    problems = " ".join(describe(problem, language()) for problem in error.problems)
    click.echo(problems + " " + word("consult.kept-elsewhere", language(), path=path), err=True)
