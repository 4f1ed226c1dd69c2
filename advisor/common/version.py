"""The version of the program: the wheel's, and the one that the ledger records."""

__version__ = "1.1.0"
