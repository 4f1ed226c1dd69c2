"""`advisor consult`: the guided questionnaire."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.failures import BAD_INPUT
from advisor.cli.inputs import format_option, loaded
from advisor.cli.options import common_options, language
from advisor.cli.output_path import OutputPath
from advisor.cli.recording import record, recording_options, warn
from advisor.common.errors import AdvisorError, Problem
from advisor.common.messages import describe, word

if TYPE_CHECKING:
    from advisor.cli.terminal.saving import Keeper
    from advisor.knowledge.knowledge import Knowledge


@click.command("consult", cls=BilingualCommand, help="cli.consult")
@click.option("--save", type=OutputPath(goes_on="resume"), help="cli.option-save")
@click.option("--resume", type=click.Path(path_type=Path), help="cli.option-resume")
@click.option("--from", "last", metavar="RECORD|FILE", help="next.option-from")
@click.option("--older-than", metavar="AGE", help="next.option-older-than")
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
    last: str | None,
    older_than: str | None,
    name: str | None,
    layout: str,
    plain: bool,
    **recording: Any,
) -> None:
    """Ask, keep the answers, advise, record, print."""
    from advisor.cli.last_answers import last_answers, tell
    from advisor.cli.terminal.flow import Flow
    from advisor.cli.terminal.saving import asker_for, keeper_for
    from advisor.cli.terminal.signals import ending_as_interrupts

    _refuse_usage(ctx, last, resume, older_than)
    knowledge = loaded()
    earlier = last_answers(knowledge, last, older_than, recording["ledger"]) if last else None
    begun = earlier.consultation if earlier else None
    keeper = keeper_for(knowledge, save, resume, name, _warn, begun)
    _tell_misfits(keeper.misfits, "consult.misfits")
    flow = Flow(keeper.consultation, asker_for(language(), plain), language(), keeper.keep)
    if earlier:
        _tell_misfits(earlier.misfits, "next.misfits")
        flow.kept = tell(earlier, flow.asker)
    with ending_as_interrupts():
        ended = BAD_INPUT
        try:
            if flow.run():
                after = earlier.record if earlier else None
                ended = _finish(knowledge, keeper, layout, {**recording, "after": after})
        finally:
            _part(keeper, ended)
    ctx.exit(ended)


def _refuse_usage(
    ctx: click.Context, last: str | None, resume: Path | None, older_than: str | None
) -> None:
    if last and resume:
        ctx.fail(word("next.from-or-resume", language()))
    if older_than and not last:
        ctx.fail(word("next.age-without-from", language()))


def _tell_misfits(misfits: tuple[Problem, ...], key: str) -> None:
    for problem in misfits:
        click.echo(describe(problem, language()), err=True)
    if misfits:
        click.echo(word(key, language(), count=len(misfits)), err=True)


def _finish(
    knowledge: "Knowledge", keeper: "Keeper", layout: str, recording: dict[str, Any]
) -> int:
    """Advise on what was answered; the exit code."""
    from advisor.advice.consultation import advise
    from advisor.cli.output import print_advice
    from advisor.inference.engine import Engine

    facts = keeper.consultation.facts
    keeper.settle()
    advice = advise(Engine(knowledge), facts)
    failure = record(knowledge, facts, advice, **recording)
    print_advice(knowledge, advice, layout, language())
    return BAD_INPUT if warn(failure) else 0


def _part(keeper: "Keeper", ended: int) -> None:
    """Unless all went well, say where the answers are."""
    if not ended:
        keeper.finish()
        return
    path, settled = keeper.stop(), keeper.consultation.settled
    count = len(settled.answers) + len(settled.not_known)
    key = "consult.stopped" if path else "consult.stopped-empty"
    click.echo("\n" + word(key, language(), path=path, count=count), err=True)


def _warn(error: AdvisorError, path: Path) -> None:
    problems = " ".join(describe(problem, language()) for problem in error.problems)
    click.echo(problems + " " + word("consult.kept-elsewhere", language(), path=path), err=True)
