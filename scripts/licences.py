"""Writes docs/licences.md: the licence of every package that an installation brings, by extra.

Run with the interpreter of the development environment, in which all of them are installed:
`.venv/bin/python scripts/licences.py`.
"""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "licences.md"
CLASSIFIER = "License :: OSI Approved :: "


def licences() -> str:
    """The page: a table for what is always installed, and one for what each extra adds."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    always = _closed(project["dependencies"])
    lines = [
        "# Licences of the dependencies",
        "",
        "IPP Advisor itself is under the MIT licence. Each table lists what `pip install` brings,",
        "with the licence that the package states. Written by `scripts/licences.py`.",
        *_table("Always", always),
    ]
    for extra, wanted in project["optional-dependencies"].items():
        lines += _table(f"`{extra}` adds", _closed(wanted) - always)
    return "\n".join(lines) + "\n"


def _closed(wanted: list[str]) -> set[str]:
    """The packages asked for and all that they ask for in turn, as far as they are installed."""
    found: set[str] = set()
    waiting = [(Requirement(text), ("",)) for text in wanted]
    while waiting:
        requirement, extras = waiting.pop()
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if not _applies(requirement, extras) or name in found:
            continue
        try:
            needed = distribution(name).requires or []
        except PackageNotFoundError:
            continue
        found.add(name)
        own = tuple(requirement.extras) or ("",)
        waiting += [(Requirement(text), own) for text in needed]
    return found


def _applies(requirement: Requirement, extras: tuple[str, ...]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)


def _table(title: str, packages: set[str]) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    if not packages:
        yield "Nothing more."
        return
    yield from ("| package | licence |", "|---|---|")
    yield from (f"| {name} | {_licence(name)} |" for name in sorted(packages))


def _licence(name: str) -> str:
    """The licence as the package states it: expression, classifiers, or the first words given."""
    metadata = distribution(name).metadata
    if expression := metadata.get("License-Expression"):
        return str(expression)
    classified = [c.removeprefix(CLASSIFIER) for c in metadata.get_all("Classifier") or ()
                  if c.startswith(CLASSIFIER)]  # fmt: skip
    return ", ".join(classified) or metadata.get("License", "not stated").splitlines()[0]


if __name__ == "__main__":
    TARGET.write_text(licences(), "utf-8")
