"""What the explaining commands share: facts, the words, and printing in the layout asked for."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.cli.inputs import console
from advisor.cli.options import language

if TYPE_CHECKING:
    from advisor.explanation.telling.speaker import Speaker, Telling
    from advisor.knowledge.knowledge import Knowledge


def speaker_for(knowledge: "Knowledge") -> "Speaker":
    """A speaker of the chosen language."""
    from advisor.explanation.telling.speaker import Speaker

    return Speaker(knowledge, language())


def show(telling: "Telling") -> None:
    """Print as text."""
    from advisor.explanation.telling.speaker import print_telling

    print_telling(console(), telling)


def write(content: str, path: Path | None) -> None:
    """Write to the file, or print when there is none."""
    from advisor.common.files import write_atomically

    if path:
        write_atomically(path, content)
    else:
        sys.stdout.buffer.write(content.encode())
