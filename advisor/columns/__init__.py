"""The columns: the rules compiled to polars expressions, for whole tables of PDs at once.

The third execution of one meaning (see `advisor.evaluator`): a table holds a PD per row and an
asked term per column, null for "not known", and every rule is judged on all rows together. Needs
the extra `batch`.
"""

from advisor.errors import AdvisorError, Problem
from advisor.language import said

try:
    from advisor.columns.compiled import Columns
except ModuleNotFoundError as missing:
    if missing.name not in ("numpy", "polars"):
        raise
    problem = Problem(missing.name, None, said("columns.missing"), said("columns.install"))
    raise AdvisorError([problem]) from missing

__all__ = ["Columns"]
