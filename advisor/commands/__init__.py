"""The command line: one module for each command, loaded only when it is used."""

from advisor.commands.group import advisor


def main() -> None:
    """Run the command line; nothing that goes wrong reaches the user as a traceback."""
    advisor(prog_name="advisor")
