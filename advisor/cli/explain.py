"""`advisor explain`: why a step is in the plan, and why at its rank."""

from pathlib import Path

import click

from advisor.cli.bilingual import BilingualCommand, argument
from advisor.cli.completing import changes_option, file_argument, offering
from advisor.cli.explaining import show, speaker_for, write
from advisor.cli.inputs import Layout, facts_from, loaded
from advisor.cli.options import common_options, language
from advisor.cli.output import print_json
from advisor.cli.output_path import OutputPath
from advisor.common.messages import word


@click.command("explain", cls=BilingualCommand, help="cli.explain")
@file_argument
@argument("step", shell_complete=offering("step"))
@click.option(
    "--format",
    "layout",
    type=Layout(["text", "json", "mermaid", "svg"]),
    help="cli.option-format",
)
@click.option("-o", "--output", type=OutputPath(dir_okay=False), help="explain.option-output")
@changes_option
@common_options
def command(
    file: str, step: str, layout: str | None, output: Path | None, changes: tuple[str, ...]
) -> None:
    """Explain, print or write."""
    form = _form(output, layout)
    from advisor.explanation.how import explain
    from advisor.explanation.situation import Situation

    knowledge = loaded()
    facts = facts_from(knowledge.vocabulary, file, changes)
    explanation = explain(knowledge, facts, step)
    if form == "json":
        print_json(explanation.as_json())
    elif form == "text":
        from advisor.explanation.telling.how import tell_how

        show(tell_how(explanation, Situation.of(knowledge, facts), speaker_for(knowledge)))
    else:
        from advisor.explanation.graph.mermaid import mermaid
        from advisor.explanation.graph.svg import svg
        from advisor.explanation.picture import proof_picture

        picture = proof_picture(explanation, speaker_for(knowledge))
        write(svg(picture, language()) if form == "svg" else mermaid(picture), output)


def _form(output: Path | None, layout: str | None) -> str:
    """The layout asked for; with a file, a picture in the form that its ending says."""
    from advisor.explanation.graph.svg import FORMS, form_of

    if output is None:
        return layout or "text"
    if layout in ("text", "json"):
        raise click.UsageError(word("explain.output-needs-picture", language()))
    chosen = next((form for form in FORMS if form == layout), None)
    return form_of(output, chosen) or "svg"
