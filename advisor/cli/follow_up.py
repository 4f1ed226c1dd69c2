"""`advisor follow-up`: read a plan back that an office filled in, and let it count."""

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.bilingual import Spoken
from advisor.cli.completing import file_argument
from advisor.cli.failures import BAD_INPUT
from advisor.cli.inputs import loaded
from advisor.cli.options import common_options, language
from advisor.cli.output_path import OutputPath
from advisor.cli.recording import ledger_path, ledger_to_read, recording_options, warn
from advisor.common import os_errors
from advisor.common.errors import AdvisorError, Problem
from advisor.common.files import write_atomically
from advisor.common.language import said
from advisor.common.messages import word

if TYPE_CHECKING:
    from advisor.advice.advice import Advice
    from advisor.advice.facts import Facts
    from advisor.follow_up.filled import Filled
    from advisor.follow_up.outcome import Outcome
    from advisor.knowledge.knowledge import Knowledge
    from advisor.presentation.report.content import Origin


@click.command("follow-up", cls=Spoken, help="cli.follow-up")
@file_argument
@click.option("-o", "--output", type=OutputPath(), required=True, help="filled.option-output")
@click.option(
    "--facts", "facts_file", type=OutputPath(), metavar="FILE", help="filled.option-facts"
)
@click.option("--yes", is_flag=True, help="filled.option-yes")
@recording_options
@common_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    file: str,
    output: Path,
    facts_file: Path | None,
    yes: bool,
    **recording: Any,
) -> None:
    """Read, show each change, and once it is confirmed record it and write the new plan."""
    from advisor.follow_up.filled import read_filled

    for path in filter(None, (output, facts_file)):
        if path.exists():
            raise AdvisorError([Problem(str(path), None, said("sheet.exists"))])
    knowledge = loaded()
    place = ledger_to_read(recording["ledger"], recording["no_ledger"])
    content = _content(file)
    filled = read_filled(content, file, knowledge, lambda origin: _day(place, origin, knowledge))
    _show(filled)
    if not filled.changes or not (yes or _confirmed()):
        return
    if warn(_Counting(knowledge, filled, recording).write(output, facts_file)):
        ctx.exit(BAD_INPUT)


@dataclass
class _Counting:
    """The changes as they count: what they make of answers, notes and plan."""

    knowledge: "Knowledge"
    filled: "Filled"
    recording: dict[str, Any]

    def write(self, output: Path, facts_file: Path | None) -> AdvisorError | None:
        """Record and write everything; returns why it was not recorded, if it was not."""
        from advisor.advice.consultation import advise
        from advisor.advice.notes import Note
        from advisor.follow_up.noting import effective
        from advisor.follow_up.outcome import outcome
        from advisor.inference.engine import Engine
        from advisor.presentation.report.content import Origin
        from advisor.presentation.report.formats import FORMATS, ending_of
        from advisor.presentation.report.writing import report_bytes

        before = self.filled.origin.facts
        made = outcome(self.knowledge, self.filled.noted, self.filled.changes)
        after = before.changed(made.answers)
        notes = effective(self.knowledge, after.answers, {**self.filled.noted, **made.notes})
        engine = Engine(self.knowledge)
        advice = advise(engine, after)
        ending = ending_of(output, FORMATS)
        # Before anything is recorded: a form that can't be written is told here.
        FORMATS[ending].writing(str(output))
        baseline = advise(engine, before)
        number, failure = self.record(baseline, advice, after, made)
        origin = Origin(after, number, self.filled.origin.key)
        kept = {step: note for step, note in notes.items() if note != Note()}
        content = report_bytes(
            self.knowledge, advice, language(), ending, str(output), notes=kept, origin=origin
        )
        write_atomically(output, content)
        click.echo(word("report.written", language(), path=output))
        if facts_file:
            write_atomically(facts_file, _facts_text(after, facts_file))
            click.echo(word("filled.facts-written", language(), path=facts_file))
        if made.done:
            click.echo(word("filled.moved", language(), count=len(made.done)))
        click.echo(word(f"plan.{advice.status}", language(), count=len(advice.steps)))
        return failure

    def record(
        self, baseline: "Advice", advice: "Advice", after: "Facts", made: "Outcome"
    ) -> tuple[tuple[int, str] | None, AdvisorError | None]:
        """The number and hash of the record of the plan as it is now, or why there is none."""
        if self.recording["no_ledger"]:
            return None, None
        from advisor.audit.follow_up import consultation_of, follow_up
        from advisor.audit.ledger import Ledger

        who, before = self.recording["who"], self.filled.origin
        try:
            with Ledger.writing(ledger_path(self.recording["ledger"])) as book:
                about = consultation_of(book, before.record, before.facts, self.knowledge.digest)
                about = about or book.record(self.knowledge, before.facts, baseline, who)
                follow_up(book, about.number, self.filled.changes, who)
                click.echo(word("filled.recorded", language(), number=about.number))
                if made.answers:
                    about = book.record(self.knowledge, after, advice, who)
        except AdvisorError as error:
            return None, error
        return (about.number, about.hash), None


def _content(file: str) -> bytes:
    from advisor.follow_up.workbook import MOST_BYTES

    try:
        with Path(file).open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        message = said("reader.unreadable", reason=os_errors.reason(error))
        raise AdvisorError([Problem(file, None, message)]) from error


def _day(place: Path | str | None, origin: "Origin", knowledge: "Knowledge") -> date | None:
    """The day on which the plan was recorded, in this installation's zone, if it was."""
    from advisor.audit.follow_up import consultation_of
    from advisor.audit.ledger import Ledger
    from advisor.common.time_zone import chosen_zone

    if place is None:
        return None
    try:
        with Ledger.reading(place) as book:
            found = consultation_of(book, origin.record, origin.facts, knowledge.digest)
    except AdvisorError:
        return None  # What is wrong with the ledger is told when something is to be recorded.
    return chosen_zone().at(found.time).date() if found else None


def _show(filled: "Filled") -> None:
    """Each change, before it counts."""
    from advisor.follow_up.filled import lines

    lang = language()
    if not filled.changes:
        click.echo(word("filled.nothing", lang))
        return
    click.echo(word("filled.changes", lang, count=len(filled.changes)))
    for title, fields in lines(filled, filled.changes, lang):
        click.echo(f"- {title}")
        for key, before, after in fields:
            change = word("filled.change", lang, before=before or "–", after=after or "–")
            click.echo(f"    {word(key, lang)}: {change}")


def _confirmed() -> bool:
    """Whether the person at the terminal agrees; where there is none, how to agree is told."""
    if sys.stdin.isatty():
        return click.confirm(word("filled.confirm", language()))
    click.echo(word("filled.say-yes", language()))
    return False


def _facts_text(facts: "Facts", path: Path) -> str:
    from advisor.cli.terminal.saving import facts_json, facts_yaml

    return facts_json(facts) if path.suffix.lower() == ".json" else facts_yaml(facts)
