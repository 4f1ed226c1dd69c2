"""The command line: one module for each command, loaded only when it is used."""

import sys

from advisor.commands.group import advisor


def main() -> None:
    """Run the command line; nothing that goes wrong reaches the user as a traceback."""
    try:
        advisor(prog_name="advisor")
    except BrokenPipeError:
        # The reader (a pager, `head`) has had enough; Python must not complain at exit.
        sys.stdout = None  # type: ignore[assignment]
        sys.exit(0)
