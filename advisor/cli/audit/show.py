"""`advisor audit show`: one record as it was."""

from pathlib import Path

import click

from advisor.cli.audit.sharing import print_lines, record_argument
from advisor.cli.bilingual import BilingualCommand
from advisor.cli.inputs import format_option
from advisor.cli.options import common_options, language
from advisor.cli.output import print_advice, print_json
from advisor.cli.recording import ledger_option, ledger_path


@click.command("show", cls=BilingualCommand, help="audit.show")
@record_argument
@format_option("markdown")
@ledger_option
@common_options
def command(record: int, layout: str, ledger: Path | str | None) -> None:
    """Who, when, answers, advice."""
    from advisor.audit.explain import original
    from advisor.audit.follow_up import report_lines
    from advisor.audit.ledger import Ledger
    from advisor.audit.wording import answers, heading, record_json
    from advisor.common.time_zone import chosen_zone

    with Ledger.reading(ledger_path(ledger)) as book:
        found = book.get(record)
        consultation = found.kind == "consultation"
        if layout == "json":
            print_json(
                {**record_json(found), "advice": book.advice(found) if consultation else None}
            )
            return
        print_lines(heading(found, language(), chosen_zone()))
        if consultation:
            knowledge, advice = original(book, found)
            print_lines(("", *answers(found, knowledge, language()), ""))
            print_advice(knowledge, advice, layout, language())
        if found.kind == "follow-up":
            print_lines(("", *report_lines(book, found, language())))
