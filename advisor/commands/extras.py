"""Optional packages: a clear word when one is missing."""

from importlib.util import find_spec

from advisor.errors import AdvisorError, Problem
from advisor.language import said


def need_tables() -> None:
    """Raises AdvisorError unless the packages that read and write tables are installed."""
    missing = [
        name for name in ("polars", "numpy", "openpyxl", "xlsxwriter") if not find_spec(name)
    ]
    if missing:
        hint = said("columns.install", extras="batch")
        raise AdvisorError([Problem(", ".join(missing), None, said("columns.missing"), hint)])
