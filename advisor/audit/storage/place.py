"""Where a ledger is: in an SQLite file, or in a PostgreSQL database."""

from pathlib import Path
from typing import TYPE_CHECKING, Union

from platformdirs import user_data_path

if TYPE_CHECKING:
    from sqlalchemy import Engine

Place = Union[Path, str, "Engine"]
"""A file's path; the address of a database (`postgresql://…`); or an engine of SQLAlchemy, whose
pool lends the connection.
"""


def default_ledger() -> Path:
    """`consultations.db` in the user's own data folder."""
    return user_data_path("ipp-advisor", appauthor=False) / "consultations.db"


def is_address(place: Place) -> bool:
    """Whether this text is a database's address and not a file's path."""
    return isinstance(place, str) and "://" in place
