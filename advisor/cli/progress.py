"""`advisor progress`: what was done, what is new and why, between consultations."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.explaining import show, speaker_for
from advisor.cli.inputs import facts_from, format_option, loaded
from advisor.cli.options import common_options, language
from advisor.cli.output import print_json
from advisor.cli.output_path import OutputPath
from advisor.cli.recording import ledger_option, ledger_path
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.common.messages import word

if TYPE_CHECKING:
    from advisor.follow_up.course import Course, Visit
    from advisor.knowledge.knowledge import Knowledge

TABLES = (".csv", ".tsv", ".xlsx", ".parquet", ".jsonl", ".ndjson")


@click.command("progress", cls=BilingualCommand, help="cli.progress")
@argument("names", metavar="[BEFORE] [AFTER]", nargs=-1)
@click.option("--pd", metavar="NAME", help="progress.option-pd")
@format_option("markdown")
@click.option("--picture", type=OutputPath(), metavar="FILE", help="progress.option-picture")
@click.option(
    "--mapping", type=click.Path(path_type=Path), metavar="FILE", help="cli.option-mapping"
)
@click.option("--sheet", default="", metavar="NAME|all", help="cli.option-sheet")
@click.option("--fill-region", is_flag=True, help="cli.option-fill-region")
@ledger_option
@common_options
@click.pass_context
def command(
    ctx: click.Context,
    names: tuple[str, ...],
    pd: str | None,
    layout: str,
    picture: Path | None,
    mapping: Path | None,
    sheet: str,
    fill_region: bool,
    ledger: Path | str | None,
) -> None:
    """Find the consultations, or read the tables; compare, print, draw."""
    if not pd and len(names) == 2 and any(map(_is_table, names)):
        from advisor.cli.progress_of_tables import compare

        if not all(map(_is_table, names)):
            ctx.fail(word("regions.one-kind", language()))
        before, after = map(Path, names)
        compare(before, after, mapping, sheet, fill_region, layout, picture)
        return
    if bool(pd) is bool(names) or (names and len(names) > 2):
        ctx.fail(word("progress.two-or-pd", language()))
    if picture and picture.suffix.lower() != ".svg":
        raise AdvisorError([Problem(str(picture), None, said("progress.not-svg"))])
    if pd:
        course = _of_pd(pd, ledger)
    elif len(names) == 1 and _is_number(names[0]):
        course = _of_chain(int(names[0]), ledger)
    elif len(names) == 2:
        course = _of_two(names, ledger)
    else:
        ctx.fail(word("progress.two-or-pd", language()))
    if picture:
        _draw(course, picture)
    _print(course, pd, layout)


def _of_pd(name: str, ledger: Path | str | None) -> "Course":
    from advisor.audit.courses import consultations_of, course_of
    from advisor.audit.ledger import Ledger

    with Ledger.reading(ledger_path(ledger)) as book:
        return course_of(book, consultations_of(book, name), loaded)


def _of_chain(number: int, ledger: Path | str | None) -> "Course":
    from advisor.audit.courses import chained, course_of
    from advisor.audit.ledger import Ledger

    with Ledger.reading(ledger_path(ledger)) as book:
        return course_of(book, chained(book, book.consultation(number)), loaded)


def _is_table(name: str) -> bool:
    return Path(name).suffix.lower() in TABLES


def _is_number(name: str) -> bool:
    return name.isascii() and name.isdigit()


def _of_two(names: tuple[str, ...], ledger: Path | str | None) -> "Course":
    """Two records by the rules that they were made with; with a file among them, by today's."""
    from advisor.audit.courses import course_of, versions_other_than, visits
    from advisor.audit.ledger import Ledger
    from advisor.follow_up.course import Course

    with ExitStack() as stack:
        numbers = {name: int(name) for name in names if _is_number(name)}
        records = {}
        if numbers:
            book = stack.enter_context(Ledger.reading(ledger_path(ledger)))
            records = {name: book.consultation(number) for name, number in numbers.items()}
            if numbers.keys() == set(names):
                return course_of(book, [records[name] for name in names], loaded)
        knowledge = loaded()
        both = (
            visits(knowledge, (records[name],))[0] if name in records else _file(knowledge, name)
            for name in names
        )
        return Course(knowledge, tuple(both), versions_other_than(knowledge, records.values()))


def _file(knowledge: "Knowledge", name: str) -> "Visit":
    from advisor.explanation.situation import Situation
    from advisor.follow_up.course import Visit

    facts = facts_from(knowledge.vocabulary, name)
    return Visit(said("progress.file", path=name), Situation.of(knowledge, facts))


def _draw(course: "Course", path: Path) -> None:
    from advisor.common.files import write_atomically
    from advisor.common.time_zone import chosen_zone
    from advisor.follow_up.picture import course_chart
    from advisor.presentation.chart import svg_text

    write_atomically(path, svg_text([course_chart(course, language(), chosen_zone())]))
    click.echo(word("progress.picture-written", language(), path=path), err=True)


def _print(course: "Course", name: str | None, layout: str) -> None:
    from advisor.common.time_zone import chosen_zone
    from advisor.follow_up.wording import ProgressTelling

    if layout == "json":
        print_json(course.as_json())
        return
    told = ProgressTelling(course, speaker_for(course.knowledge), chosen_zone()).whole(name)
    if layout == "markdown":
        from advisor.explanation.telling.markdown import telling_markdown

        click.echo(telling_markdown(told), nl=False)
    else:
        show(told)
