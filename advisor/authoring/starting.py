"""Begins a knowledge base: the smallest one that uses every file and passes every check."""

from importlib.resources import files
from pathlib import Path

from advisor.common.errors import AdvisorError, Problem
from advisor.common.files import write_atomically
from advisor.common.language import said

_STARTER = ("rules", "knowledge", "cases", ".")


def start_base(folder: Path) -> tuple[Path, ...]:
    """Write the base into a new or empty folder; returns the files, in order.

    Raises AdvisorError when something is there already, or when the folder cannot be written to.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise AdvisorError([Problem(str(folder), None, said("knowledge.taken"))])
    starter = files("advisor.authoring").joinpath("starter")
    written = []
    for part in _STARTER:
        place = folder / part
        place.mkdir(parents=True, exist_ok=True)
        for file in sorted(starter.joinpath(part).iterdir(), key=lambda item: item.name):
            if file.is_file():
                write_atomically(place / file.name, file.read_bytes())
                written.append(place / file.name)
    return tuple(written)
