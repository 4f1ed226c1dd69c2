"""`advisor rules diff`: two editions of the rules, and whom the change would touch."""

from pathlib import Path

import click

from advisor.cli.audit.sharing import print_lines
from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.inputs import format_option
from advisor.cli.options import common_options, language
from advisor.cli.output import print_json
from advisor.cli.recording import ledger_option, ledger_path, ledger_to_read

EXAMPLES = Path("examples")


@click.command("diff", cls=BilingualCommand, help="rules.diff")
@argument("old")
@argument("new")
@click.option(
    "--examples",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="changes.option-examples",
)
@click.option("--no-ledger", is_flag=True, help="changes.option-no-ledger")
@format_option()
@ledger_option
@common_options
def command(
    old: str, new: str, folder: Path | None, no_ledger: bool, layout: str, ledger: Path | str | None
) -> None:
    """Compare and print."""
    from advisor.audit.editions import edition
    from advisor.audit.editions_compared import compare_editions, comparison_lines

    place = ledger_path(ledger)
    book = ledger_to_read(ledger, no_ledger)
    cases = folder or (EXAMPLES if EXAMPLES.is_dir() else None)
    bases = (edition(old, place), edition(new, place))
    found = compare_editions(*bases, book, cases, language())
    if layout == "json":
        print_json(found.as_json())
        return
    print_lines(comparison_lines(found, language()))
