"""A record that can no longer be read as it was written."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError, Problem
from advisor.language import said

if TYPE_CHECKING:
    from advisor.audit.record import Record


class DamagedError(AdvisorError):
    """Records whose content, advice or rule texts are gone or were changed beyond reading."""

    def __init__(self, *numbers: int) -> None:
        message, hint = said("ledger.damaged-record"), said("ledger.verify-it")
        super().__init__(Problem(str(number), None, message, hint) for number in numbers)


def apart(records: Iterable["Record"]) -> tuple[list["Record"], DamagedError | None]:
    """The records whose content can be read, and an error that names the others, if any."""
    whole: list[Record] = []
    damaged: list[Record] = []
    for record in records:
        (whole if record.readable else damaged).append(record)
    return whole, DamagedError(*(record.number for record in damaged)) if damaged else None
