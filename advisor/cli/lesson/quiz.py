"""`advisor lesson quiz`: predict the first step."""

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.completing import offering
from advisor.cli.inputs import lessons, loaded
from advisor.cli.options import common_options, language
from advisor.common.messages import word


@click.command("quiz", cls=BilingualCommand, help="lesson.quiz")
@click.option(
    "--lesson",
    "names",
    multiple=True,
    metavar="LESSON",
    help="cli.option-lesson",
    shell_complete=offering("lesson"),
)
@click.option("--teams", metavar="A,B", help="cli.option-teams")
@click.option("--seed", type=int, default=1, help="quiz.option-seed")
@common_options
def command(names: tuple[str, ...], teams: str | None, seed: int) -> None:
    """Play, then show the score."""
    from advisor.cli.terminal.lines import read_line, show
    from advisor.teaching.hosting import Host, team_names
    from advisor.teaching.lesson_files import find_lessons
    from advisor.teaching.quiz import rounds

    knowledge = loaded()
    found = lessons(knowledge)
    if not found:
        click.echo(word("lesson.none", language()))
        return
    chosen = find_lessons(found, names) if names else found
    host = Host(knowledge, language(), team_names(teams, language()), show, read_line)
    host.run(rounds(knowledge, chosen, seed))
