"""`advisor rules test`: the cases, what they cover, and the faults they catch."""

from pathlib import Path

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.failures import BAD_INPUT
from advisor.cli.inputs import format_option, loaded
from advisor.cli.options import base_folder, common_options, language
from advisor.cli.output import print_json
from advisor.cli.output_path import OutputPath


@click.command("test", cls=BilingualCommand, help="rules.test")
@click.option("--cases", "folder", type=click.Path(path_type=Path), help="rules.option-cases")
@click.option("--generate", type=OutputPath(), help="rules.option-generate")
@click.option("--quick", is_flag=True, help="rules.option-quick")
@format_option()
@common_options
@click.pass_context
def command(
    ctx: click.Context, folder: Path | None, generate: Path | None, quick: bool, layout: str
) -> None:
    """Run, measure, print; or propose a suite."""
    from advisor.common.errors import AdvisorError
    from advisor.common.locations import cases_folder
    from advisor.verification.cases.case_files import read_cases
    from advisor.verification.cases.report import cases_report
    from advisor.verification.cases.running import failures

    knowledge = loaded()
    if generate:
        _propose(ctx, generate)
        return
    base = base_folder()
    cases = read_cases(knowledge, folder or (base / "cases" if base else cases_folder()))
    if problems := failures(knowledge, cases):
        raise AdvisorError(problems)
    report = cases_report(knowledge, cases, measure=not quick)
    if layout == "json":
        print_json(report.as_json(language()))
    else:
        for line in report.told(language()):
            click.echo(line)
    ctx.exit(0 if report.whole else BAD_INPUT)


def _propose(ctx: click.Context, path: Path) -> None:
    from advisor.common.files import write_atomically
    from advisor.common.messages import word
    from advisor.verification.cases.generating import propose
    from advisor.verification.cases.writing import cases_yaml

    knowledge = loaded()
    found = propose(knowledge)
    write_atomically(path, cases_yaml(knowledge, found.cases))
    click.echo(word("rules.proposed", language(), count=len(found.cases), path=path))
