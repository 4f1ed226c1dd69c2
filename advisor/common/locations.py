"""Where the shipped rules and knowledge are: inside the wheel, or at the top of a checkout."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def _folder(name: str) -> Path:
    packaged = PACKAGE / "_data" / name
    return packaged if packaged.is_dir() else PACKAGE.parent / name


def rules_folder() -> Path:
    """The folder of the shipped rule files."""
    return _folder("rules")


def knowledge_folder() -> Path:
    """The folder of the shipped knowledge files."""
    return _folder("knowledge")


def examples_folder() -> Path:
    """The folder of the facts files that show what the shipped knowledge does."""
    return _folder("examples")


def cases_folder() -> Path:
    """The folder of the shipped base's consultation cases; only a checkout has it."""
    return PACKAGE.parent / "tests" / "cases"
