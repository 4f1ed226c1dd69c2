"""`advisor progress` on two tables of PDs."""

from pathlib import Path

import click

from advisor.cli.extras import need_tables
from advisor.cli.inputs import loaded
from advisor.cli.options import language
from advisor.cli.output import print_json
from advisor.common.messages import put, word


def compare(
    before: Path,
    after: Path,
    mapping: Path | None,
    sheet: str,
    fill_region: bool,
    layout: str,
    picture: Path | None,
) -> None:
    """Read both as `advisor batch` does, compare, print, and write the charts."""
    need_tables()
    from advisor.cli.tables import print_tables
    from advisor.tables.batch.mapping import read_mapping
    from advisor.tables.batch.summarising import refuse_form
    from advisor.tables.batch.table import Asked
    from advisor.tables.progress.regions import compare_tables
    from advisor.tables.progress.wording import RegionsView, write_regions

    if picture:
        refuse_form(picture)
    knowledge = loaded()
    mapped = read_mapping(knowledge.vocabulary, mapping) if mapping else None
    asked = Asked(sheet=sheet, fill_region=fill_region, mapping=mapped)
    found = compare_tables(knowledge, before, after, asked)
    if picture:
        write_regions(found, picture, language())
        click.echo(word("progress.picture-written", language(), path=picture), err=True)
    for note in found.notes():
        click.echo(put(note, language()), err=True)
    view = RegionsView(found, language())
    if layout == "json":
        print_json(found.as_json())
    elif layout == "markdown":
        click.echo(view.text(".md"), nl=False)
    else:
        print_tables(view.title, view.lead, view.tables())
