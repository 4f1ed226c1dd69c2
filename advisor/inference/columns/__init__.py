"""The columns: the rules compiled to polars expressions, for whole tables of PDs at once.

The third execution of one meaning (see `advisor.inference.evaluator`): a table holds a PD per row
and an asked term per column, null for "not known", and every rule is judged on all rows together.
Needs the extra `batch`.
"""

from advisor.inference.columns.extras import missing

try:
    from advisor.inference.columns.compiled import Columns
except ModuleNotFoundError as error:
    if error.name not in ("numpy", "polars"):
        raise
    raise missing(error.name, "batch") from error

__all__ = ["Columns"]
