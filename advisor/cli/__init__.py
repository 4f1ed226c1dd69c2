"""The command line: one module for each command, loaded only when it is used."""

import os
import sys

from advisor.cli.group import advisor


def main() -> None:
    """Run the command line; nothing that goes wrong reaches the user as a traceback."""
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a character shows a mark in its place.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    advisor(prog_name="advisor")


def _open_closed_streams() -> None:
    """A service may start us without streams: nothing to read, and nobody to read us."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
