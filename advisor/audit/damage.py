"""A record that can no longer be read as it was written."""

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said


class DamagedError(AdvisorError):
    """Records whose content, advice or rule texts are gone or were changed beyond reading."""

    def __init__(self, *numbers: int) -> None:
        message, hint = said("ledger.damaged-record"), said("ledger.verify-it")
        super().__init__(Problem(str(number), None, message, hint) for number in numbers)
