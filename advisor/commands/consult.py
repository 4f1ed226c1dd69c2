"""`advisor consult`: the guided questionnaire."""

from pathlib import Path

import click

from advisor.commands.group import BAD_INPUT, language, language_option
from advisor.words import word


@click.command("consult")
@click.option("--save", type=click.Path(path_type=Path), help="Simpan jawaban ke berkas ini.")
@click.option("--resume", type=click.Path(path_type=Path), help="Lanjutkan dari berkas ini.")
@click.option("--name", help="Nama PD (boleh dikosongkan).")
@click.option(
    "--format", "layout", type=click.Choice(["table", "json", "markdown"]), default="table"
)
@click.option("--plain", is_flag=True, help="Tanya-jawab baris demi baris, tanpa tombol panah.")
@language_option
@click.pass_context
def command(
    ctx: click.Context,
    save: Path | None,
    resume: Path | None,
    name: str | None,
    layout: str,
    plain: bool,
) -> None:
    """Jawab pertanyaan satu per satu, lalu terima rencana langkah."""
    from advisor.commands.output import print_advice
    from advisor.consultation import Consultation, advise
    from advisor.engine import Engine
    from advisor.facts import read_facts
    from advisor.loader import load
    from advisor.terminal.flow import Flow
    from advisor.terminal.saving import Keeper, asker_for

    knowledge = load()
    facts = read_facts(knowledge.vocabulary, resume) if resume else None
    consultation = Consultation.resumed(knowledge, facts) if facts else Consultation(knowledge)
    consultation.name = name or consultation.name
    keeper = Keeper(consultation, save or resume)
    asker = asker_for(language(), plain)
    if Flow(consultation, asker, language(), keeper.keep).run():
        keeper.finish()
        print_advice(knowledge, advise(Engine(knowledge), consultation.facts), layout, language())
        return
    path = keeper.stop()
    key = "consult.stopped" if path else "consult.stopped-empty"
    click.echo("\n" + word(key, language(), path=path, count=len(consultation.given)), err=True)
    ctx.exit(BAD_INPUT)
