"""`advisor rules import`: a workbook of rules turned back into files."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.audit.sharing import print_lines
from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.extras import need_tables
from advisor.cli.options import common_options, language
from advisor.cli.recording import ledger_option, ledger_to_read
from advisor.common.messages import word

if TYPE_CHECKING:
    from advisor.authoring.spreadsheet.importing import Import


@click.command("import", cls=BilingualCommand, help="rules.import")
@argument("file", type=click.Path(path_type=Path))
@click.option(
    "--into", "folder", type=click.Path(path_type=Path), metavar="DIR", required=True,
    help="rules.option-into",
)  # fmt: skip
@click.option("--retire", "reason", metavar="TEXT", help="rules.option-retire")
@click.option("--dry-run", is_flag=True, help="rules.option-dry-run")
@click.option("--no-ledger", is_flag=True, help="changes.option-no-ledger")
@ledger_option
@common_options
def command(
    file: Path, folder: Path, reason: str | None, dry_run: bool, no_ledger: bool,
    ledger: Path | str | None,
) -> None:  # fmt: skip
    """Check all, then write, or tell what would change."""
    need_tables()
    from advisor.authoring.spreadsheet.importing import read_import

    found = read_import(file, folder, reason)
    if dry_run:
        _compare(found, ledger_to_read(ledger, no_ledger))
    else:
        found.write()
        for name, what in found.done.items():
            click.echo(word(f"sheet.{what}", language(), path=folder / name))
    if not found.done:
        click.echo(word("sheet.same", language()))
    if found.kept:
        click.echo(word("sheet.kept", language(), ids=found.kept, folder=folder))
    if found.proposed:
        click.echo(word("sheet.proposed", language(), ids=found.proposed))
    if found.done:
        key = "sheet.dry" if dry_run else "sheet.next"
        click.echo(word(key, language(), folder=folder))


def _compare(found: "Import", ledger: Path | str | None) -> None:
    """The difference in words, and which recorded consultations would get other advice."""
    from advisor.audit.editions_compared import compare_editions, comparison_lines

    compared = compare_editions(found.before, found.edition, ledger, None, language())
    print_lines(comparison_lines(compared, language()))
