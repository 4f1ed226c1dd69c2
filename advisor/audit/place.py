"""Where the ledger is when nobody says otherwise."""

from pathlib import Path

from platformdirs import user_data_path


def default_ledger() -> Path:
    """`consultations.db` in the user's own data folder."""
    return user_data_path("ipp-advisor", appauthor=False) / "consultations.db"
