"""`advisor rules test`: the cases, what they cover, and the faults they catch."""

from pathlib import Path

import click

from advisor.commands.failures import BAD_INPUT
from advisor.commands.options import base_folder, common_options, language
from advisor.commands.sharing import loaded
from advisor.commands.spoken import Spoken


@click.command("test", cls=Spoken, help="rules.test")
@click.option("--cases", "folder", type=click.Path(path_type=Path), help="rules.option-cases")
@click.option("--generate", type=click.Path(path_type=Path), help="rules.option-generate")
@click.option("--quick", is_flag=True, help="rules.option-quick")
@common_options
@click.pass_context
def command(ctx: click.Context, folder: Path | None, generate: Path | None, quick: bool) -> None:
    """Run, measure, print; or propose a suite."""
    from advisor.cases.reading import read_cases
    from advisor.cases.report import coverage_lines, mutation_lines, passed_line
    from advisor.cases.running import failures
    from advisor.errors import AdvisorError
    from advisor.locations import cases_folder

    knowledge = loaded()
    if generate:
        _propose(ctx, generate)
        return
    base = base_folder()
    cases = read_cases(knowledge, folder or (base / "cases" if base else cases_folder()))
    if problems := failures(knowledge, cases):
        raise AdvisorError(problems)
    click.echo(passed_line(knowledge, cases, language()))
    for line in coverage_lines(knowledge, cases, language(), prove=not quick):
        click.echo(line)
    if not quick:
        whole, lines = mutation_lines(knowledge, cases, language())
        click.echo("\n".join(lines))
        ctx.exit(0 if whole else BAD_INPUT)


def _propose(ctx: click.Context, path: Path) -> None:
    from advisor.cases.generating import propose
    from advisor.cases.writing import cases_yaml
    from advisor.files import write_atomically
    from advisor.words import word

    knowledge = loaded()
    found = propose(knowledge)
    write_atomically(path, cases_yaml(knowledge, found.cases))
    click.echo(word("rules.proposed", language(), count=len(found.cases), path=path))
