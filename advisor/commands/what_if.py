"""`advisor what-if`: the plan before and after, side by side."""

import click

from advisor.commands.explaining import show, speaker_for, text_or_json
from advisor.commands.options import common_options, language
from advisor.commands.output import print_json
from advisor.commands.sharing import facts_from, loaded
from advisor.commands.spoken import Spoken
from advisor.words import word


@click.command("what-if", cls=Spoken, help="cli.what-if")
@click.argument("file")
@click.option("--set", "changes", multiple=True, metavar="TERM=VALUE", help="cli.option-set")
@click.option("--sweep", "term", metavar="TERM", help="whatif.option-sweep")
@text_or_json
@common_options
def command(file: str, changes: tuple[str, ...], term: str | None, layout: str) -> None:
    """Change, compare, print."""
    from advisor.explanation.telling.whatif import tell_sweep, tell_what_if
    from advisor.explanation.whatif import difference_json, parsed_changes, sweep, sweep_json
    from advisor.explanation.whatif import what_if as compare

    if term and any(change.partition("=")[0].strip() == term for change in changes):
        raise click.UsageError(word("whatif.swept-and-set", language(), term=term))
    if not changes and not term:
        raise click.UsageError(word("whatif.nothing-to-do", language()))
    knowledge = loaded()
    wanted = parsed_changes(knowledge, changes)
    facts = facts_from(knowledge.vocabulary, file)
    if term:
        cases = sweep(knowledge, facts, term, wanted)
        if layout == "json":
            print_json(sweep_json(term, wanted, cases))
        else:
            show(tell_sweep(cases, wanted, speaker_for(knowledge)))
        return
    difference = compare(knowledge, facts, wanted)
    if layout == "json":
        print_json(difference_json(wanted, difference))
    else:
        show(tell_what_if(difference, wanted, speaker_for(knowledge)))
