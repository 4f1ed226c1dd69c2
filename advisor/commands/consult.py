"""`advisor consult`: the guided questionnaire."""

from pathlib import Path
from typing import Any

import click

from advisor.commands.failures import BAD_INPUT
from advisor.commands.options import common_options, language
from advisor.commands.recording import record, recording_options, warn
from advisor.commands.sharing import layout_option, loaded
from advisor.commands.spoken import Spoken
from advisor.errors import AdvisorError
from advisor.words import describe, word


@click.command("consult", cls=Spoken, help="cli.consult")
@click.option("--save", type=click.Path(path_type=Path), help="cli.option-save")
@click.option("--resume", type=click.Path(path_type=Path), help="cli.option-resume")
@click.option("--name", help="cli.option-name")
@layout_option
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
    from advisor.commands.output import print_advice
    from advisor.consultation import Consultation, advise
    from advisor.engine import Engine
    from advisor.facts import one_line, read_facts
    from advisor.terminal.flow import Flow
    from advisor.terminal.saving import Keeper, asker_for

    knowledge = loaded()
    facts = read_facts(knowledge.vocabulary, resume) if resume else None
    consultation = Consultation.resumed(knowledge, facts) if facts else Consultation(knowledge)
    consultation.name = one_line(name or "") or consultation.name
    keeper = Keeper(consultation, save or resume, _warn)
    keeper.start()
    asker = asker_for(language(), plain)
    if Flow(consultation, asker, language(), keeper.keep).run():
        keeper.keep()
        facts = consultation.facts
        advice = advise(Engine(knowledge), facts)
        failure = record(knowledge, facts, advice, **recording)
        print_advice(knowledge, advice, layout, language())
        if warn(failure):
            ctx.exit(BAD_INPUT)
        return
    path = keeper.stop()
    key = "consult.stopped" if path else "consult.stopped-empty"
    click.echo("\n" + word(key, language(), path=path, count=len(consultation.given)), err=True)
    ctx.exit(BAD_INPUT)


def _warn(error: AdvisorError, path: Path) -> None:
    problems = " ".join(describe(problem, language()) for problem in error.problems)
    click.echo(problems + " " + word("consult.kept-elsewhere", language(), path=path), err=True)
