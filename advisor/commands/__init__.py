"""The command line: one module for each command, loaded only when it is used."""

import os
import sys

from advisor.commands.group import advisor


def main() -> None:
    """Run the command line; nothing that goes wrong reaches the user as a traceback."""
    try:
        advisor(prog_name="advisor")
    except BrokenPipeError:
        # The reader (a pager, `head`) has had enough; Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
