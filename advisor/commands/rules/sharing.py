"""What the commands that change rules share."""

from pathlib import Path

from advisor.commands.options import base_folder


def folders() -> tuple[Path, Path]:
    """The rules folder and the knowledge folder: the shipped ones, or those of `--knowledge`."""
    from advisor.locations import knowledge_folder, rules_folder

    base = base_folder()
    return (base / "rules", base / "knowledge") if base else (rules_folder(), knowledge_folder())
