"""The command line: one module for each command, loaded only when it is used."""

import sys

from advisor.commands.group import advisor


def main() -> None:
    """Run the command line; nothing that goes wrong reaches the user as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a character shows a mark in its place.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    advisor(prog_name="advisor")
