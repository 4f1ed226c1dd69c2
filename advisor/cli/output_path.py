"""What a command writes must not be what it reads, nor the ledger, the knowledge base or a key."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from advisor.cli.options import base_folder
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.common.locations import knowledge_folder, rules_folder

MARKS = {b"SQLite format 3\0": "cli.output-database", b"-----BEGIN ": "cli.output-key"}
"""How files begin that hold what nothing can make again."""


class OutputPath(click.Path):
    """A file that a command writes. `goes_on` names the option whose file it may be, because the
    command goes on with it.
    """

    def __init__(self, goes_on: str = "", **options: Any) -> None:
        super().__init__(path_type=Path, **options)
        self.goes_on = goes_on


def refuse_loss(ctx: click.Context) -> None:
    """Before the command runs. Raises AdvisorError for each output that would destroy something."""
    named = [(param.name, param.type, path) for param, path in _paths(ctx)]
    outputs = [(kind, path) for _, kind, path in named if isinstance(kind, OutputPath)]
    problems = []
    for place, (kind, path) in enumerate(outputs):
        read = [
            other
            for name, source, other in named
            if not isinstance(source, OutputPath) and name != kind.goes_on
        ]
        if any(_same(path, other) for other in read):
            problems.append((path, "cli.output-input"))
        elif any(_same(path, other) for _, other in outputs[:place]):
            problems.append((path, "cli.output-twice"))
        elif key := _holds(path):
            problems.append((path, key))
    if problems:
        hint = said("cli.output-do")
        raise AdvisorError([Problem(str(path), None, said(key), hint) for path, key in problems])


def _paths(ctx: click.Context) -> Iterator[tuple[click.Parameter, Path]]:
    """Every parameter's value that is a path, or a text that may be one."""
    for param in ctx.command.get_params(ctx):
        value = ctx.params.get(param.name or "")
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Path) or (isinstance(item, str) and item):
                yield param, Path(item)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return os.path.realpath(one) == os.path.realpath(other)


def _holds(path: Path) -> str | None:
    """The key of what is wrong with writing over this file, None if nothing is."""
    try:
        if not path.is_file():
            return None  # Reading a pipe would wait for whoever reads it.
        with path.open("rb") as stream:
            start = stream.read(max(map(len, MARKS)))
    except (OSError, ValueError):
        return None
    base = base_folder()
    folders = (base / "rules", base / "knowledge") if base else (rules_folder(), knowledge_folder())
    if any(path.resolve().is_relative_to(folder.resolve()) for folder in folders):
        return "cli.output-knowledge"
    return next((key for mark, key in MARKS.items() if start.startswith(mark)), None)
