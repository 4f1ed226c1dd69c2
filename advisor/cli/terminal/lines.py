"""Lines in, lines out: works at a terminal, through a pipe, and with a screen reader."""

import sys
from collections.abc import Iterable

from advisor.cli.terminal.asker import wrapped


def show(lines: Iterable[str]) -> None:
    """Print lines; at a terminal they are broken between words."""
    for line in lines:
        print(wrapped(line) if sys.stdout.isatty() else line)
    sys.stdout.flush()


def read_line(prompt: str) -> str | None:
    """One line from standard input; None when the input ends or the person presses Ctrl-C."""
    print(prompt, end="", flush=True)
    try:
        line = sys.stdin.readline()
    except (KeyboardInterrupt, UnicodeDecodeError):
        line = ""
    if not line or not sys.stdin.isatty():
        print(flush=True)
    return line.rstrip("\r\n") if line else None
