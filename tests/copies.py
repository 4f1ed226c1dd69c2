"""Copies of the shipped knowledge base, to be broken on purpose."""

import shutil
from pathlib import Path

from tests.conftest import ROOT


def copied(folder: Path) -> tuple[Path, Path]:
    """Copy rules and knowledge; returns both folders."""
    for name in ("rules", "knowledge"):
        shutil.copytree(ROOT / name, folder / name)
    return folder / "rules", folder / "knowledge"


def change(path: Path, old: str, new: str) -> None:
    """Replace text that must be there."""
    text = path.read_text("utf-8")
    assert old in text, f"{old!r} is not in {path}"
    path.write_text(text.replace(old, new, 1), "utf-8")
