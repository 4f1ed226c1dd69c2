"""`advisor what-if`: the plan before and after, side by side."""

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.completing import changes_option, file_argument, offering
from advisor.cli.explaining import show, speaker_for
from advisor.cli.inputs import end_as_advised, facts_from, format_option, loaded
from advisor.cli.options import common_options, language
from advisor.cli.output import print_json
from advisor.common.messages import word


@click.command("what-if", cls=BilingualCommand, help="cli.what-if")
@file_argument
@changes_option
@click.option(
    "--sweep",
    "terms",
    multiple=True,
    metavar="TERM",
    help="whatif.option-sweep",
    shell_complete=offering("term"),
)
@format_option()
@common_options
def command(file: str, changes: tuple[str, ...], terms: tuple[str, ...], layout: str) -> None:
    """Change, compare, print."""
    from advisor.advice.facts import parse_changes
    from advisor.explanation.telling.whatif import tell_sweep, tell_what_if
    from advisor.explanation.whatif import difference_json, sweep, sweep_json, what_if

    term = _swept(changes, terms)
    knowledge = loaded()
    wanted = parse_changes(knowledge.vocabulary, changes)
    facts = facts_from(knowledge.vocabulary, file)
    difference = what_if(knowledge, facts, wanted)
    if term:
        cases = sweep(knowledge, facts, term, wanted)
        if layout == "json":
            print_json(sweep_json(term, wanted, cases))
        else:
            show(tell_sweep(cases, wanted, speaker_for(knowledge)))
    elif layout == "json":
        print_json(difference_json(wanted, difference))
    else:
        show(tell_what_if(difference, wanted, speaker_for(knowledge)))
    end_as_advised(difference.after.advice.status)


def _swept(changes: tuple[str, ...], terms: tuple[str, ...]) -> str | None:
    """The one term to sweep, if any; wrong usage is refused."""
    if not changes and not terms:
        raise click.UsageError(word("whatif.nothing-to-do", language()))
    if len(terms) > 1:
        raise click.UsageError(word("whatif.one-sweep", language()))
    for term in terms:
        if any(change.partition("=")[0].strip() == term for change in changes):
            raise click.UsageError(word("whatif.swept-and-set", language(), term=term))
    return next(iter(terms), None)
