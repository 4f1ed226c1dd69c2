"""What several commands share: reading facts from the command line, and opening a console."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.facts import Facts, parse_change, parse_facts, read_facts
from advisor.reader import MAX_BYTES
from advisor.vocabulary import Vocabulary

if TYPE_CHECKING:
    from rich.console import Console

STANDARD_INPUT = "-"


def facts_from(vocabulary: Vocabulary, source: str, changes: tuple[str, ...] = ()) -> Facts:
    """Facts from a file or, for `-`, from standard input, with `term=value` changes applied."""
    if source == STANDARD_INPUT:
        content = sys.stdin.buffer.read(MAX_BYTES + 1)
        facts = parse_facts(vocabulary, content, "<stdin>")
    else:
        facts = read_facts(vocabulary, Path(source))
    return facts.changed(dict(parse_change(vocabulary, change) for change in changes))


def console() -> "Console":
    """A console on standard output; plain text when that is not a terminal."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else 100
    return Console(width=width, highlight=False, soft_wrap=False)
