"""`advisor graph`: the rule network as a picture."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.completing import offering
from advisor.cli.inputs import end_as_advised, facts_from, loaded
from advisor.cli.options import common_options, language
from advisor.cli.output_path import OutputPath
from advisor.common.messages import word

if TYPE_CHECKING:
    from advisor.explanation.graph.svg import Form


@click.command("graph", cls=BilingualCommand, help="cli.graph")
@click.option("--topic", metavar="TOPIC", help="cli.option-topic", shell_complete=offering("topic"))
@click.option("--rule", metavar="RULE", help="cli.option-rule", shell_complete=offering("rule"))
@click.option("--step", metavar="STEP", help="cli.option-step", shell_complete=offering("step"))
@click.option("--fired", metavar="FILE", help="cli.option-fired")
@click.option("--all", "every", is_flag=True, help="cli.option-all")
@click.option(
    "--format",
    "layout",
    type=click.Choice(["svg", "mermaid"]),
    help="cli.option-format",
)
@click.option("-o", "--output", type=OutputPath(), help="graph.option-output")
@common_options
def command(
    fired: str | None, every: bool, layout: "Form | None", output: Path | None, **part: str | None
) -> None:
    """Choose the part, draw it, write it."""
    if sum(map(bool, part.values())) > 1:
        raise click.UsageError(word("graph.one-part", language()))
    if every and not fired:
        raise click.UsageError(word("graph.all-needs-fired", language()))
    from advisor.cli.output import write_text
    from advisor.explanation.graph.mermaid import mermaid
    from advisor.explanation.graph.network import Fired
    from advisor.explanation.graph.selection import rule_network
    from advisor.explanation.graph.svg import form_of, svg

    form = form_of(output, layout) or "svg"
    knowledge = loaded()
    run = Fired.of(knowledge, facts_from(knowledge.vocabulary, fired)) if fired else None
    picture = rule_network(knowledge, language(), fired=run, every=every, **part)
    write_text(mermaid(picture) if form == "mermaid" else svg(picture, language()), output)
    if run:
        end_as_advised(run.advice.status)
