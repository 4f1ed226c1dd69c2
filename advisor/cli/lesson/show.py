"""`advisor lesson show`: one lesson, as a card for the trainer or as a handout."""

import click

from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.completing import offering
from advisor.cli.inputs import format_option, lessons, loaded
from advisor.cli.options import common_options, language


@click.command("show", cls=BilingualCommand, help="lesson.show")
@argument("lesson_id", metavar="LESSON", shell_complete=offering("lesson"))
@format_option("markdown")
@click.option("--solution/--no-solution", default=None, help="cli.option-solution")
@common_options
def command(lesson_id: str, layout: str, solution: bool | None) -> None:
    """One lesson; the trainer's card shows the solution, a handout does not."""
    from advisor.cli.output import print_json, write_text
    from advisor.cli.terminal.lines import show
    from advisor.teaching.lesson_files import find_lessons
    from advisor.teaching.wording import card

    knowledge = loaded()
    lesson = find_lessons(lessons(knowledge), [lesson_id])[0]
    wanted = layout == "text" if solution is None else solution
    made = card(knowledge, lesson, language(), wanted)
    if layout == "json":
        print_json(lesson.model_dump(mode="json", exclude_none=True))
    elif layout == "markdown":
        write_text(made.markdown(), None)
    else:
        show(made.text())
