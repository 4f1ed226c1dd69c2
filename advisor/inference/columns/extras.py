"""What to say when an optional library is not installed."""

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said


def missing(library: str, extras: str) -> AdvisorError:
    """The error that names the library and the extras that bring it."""
    hint = said("columns.install", extras=extras)
    return AdvisorError([Problem(library, None, said("columns.missing"), hint)])
