"""Recording a consultation in the ledger: the options, and what happens when it fails."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from advisor.cli.options import language
from advisor.common.errors import AdvisorError
from advisor.common.messages import describe, word

if TYPE_CHECKING:
    from advisor.advice.advice import Advice
    from advisor.advice.facts import Facts
    from advisor.audit.ledger import Ledger
    from advisor.audit.record import Record
    from advisor.knowledge.knowledge import Knowledge

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


class LedgerPlace(click.Path):
    """A ledger's file, or the address of a database."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """A database's address as it is, anything else as a path."""
        from advisor.audit.storage.connection import is_address

        return value if is_address(value) else super().convert(value, param, ctx)


ledger_place = LedgerPlace(path_type=Path, dir_okay=False)
ledger_option = click.option(
    "--ledger",
    type=ledger_place,
    metavar="FILE|URL",
    envvar="IPP_ADVISOR_LEDGER",
    help="ledger.option-ledger",
)


def recording_options(function: F) -> F:
    """`--ledger`, `--no-ledger` and `--who`, for a command that gives advice."""
    off = click.option("--no-ledger", is_flag=True, help="ledger.option-no-ledger")
    who = click.option("--who", metavar="TEXT", help="ledger.option-who")
    return ledger_option(off(who(function)))


def ledger_path(ledger: Path | str | None) -> Path | str:
    """The ledger that was named, or the user's own."""
    from advisor.audit.storage.connection import default_ledger

    return ledger or default_ledger()


def ledger_to_read(ledger: Path | str | None, no_ledger: bool) -> Path | str | None:
    """The ledger that was named, which must be there, or the user's own if there is one."""
    place = ledger_path(ledger)
    return None if no_ledger or not (ledger or Path(place).exists()) else place


def record(
    knowledge: "Knowledge", facts: "Facts", advice: "Advice", **recording: Any
) -> AdvisorError | None:
    """Record the consultation before its advice is shown; returns what went wrong, if anything.

    `recording` is what `recording_options` were given; `after`, if it is among it, is the number of
    the same PD's consultation before.
    """
    return recorded(knowledge, facts, advice, **recording)[1]


def recorded(
    knowledge: "Knowledge",
    facts: "Facts",
    advice: "Advice",
    *,
    after: int | None = None,
    **recording: Any,
) -> tuple["Record | None", AdvisorError | None]:
    """The same, with the record that was made, if one was."""

    def append(book: "Ledger", who: str | None) -> "Record":
        return book.record(knowledge, facts, advice, who, after=after)

    return in_ledger(append, **recording)


def in_ledger(
    append: "Callable[[Ledger, str | None], T]",
    *,
    ledger: Path | str | None,
    no_ledger: bool,
    who: str | None,
) -> tuple[T | None, AdvisorError | None]:
    """What this appends, unless nothing is to be, and what went wrong; a checkpoint is kept if one
    is due.
    """
    if no_ledger:
        return None, None
    from advisor.audit.ledger import Ledger

    try:
        with Ledger.writing(ledger_path(ledger)) as book:
            made = append(book, who)
    except AdvisorError as error:
        return None, error
    keep_checkpoint(ledger_path(ledger))
    return made, None


def keep_checkpoint(ledger: Path | str) -> None:
    """Keep one if it is due; that it could not be kept is said on standard error."""
    from advisor.audit.checkpoints import keep_if_due

    try:
        keep_if_due(ledger)
    except AdvisorError as error:
        _tell("checkpoints.not-kept", error)


def warn(error: AdvisorError | None) -> bool:
    """After the advice, say on standard error that it was not recorded and what to do."""
    if error is None:
        return False
    _tell("ledger.not-recorded", error)
    return True


def _tell(warning: str, error: AdvisorError) -> None:
    click.echo(word(warning, language()), err=True)
    for problem in error.problems:
        click.echo(describe(problem, language()), err=True)
