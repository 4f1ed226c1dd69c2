"""Fills templates of HTML: what is put in is escaped, and an unknown name is an error."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent


@cache
def environment(folder: Path) -> "Environment":
    """The templates in a folder, and those here, which pages of several areas extend."""
    # Most commands make no page, and need not wait for what makes one.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader([folder, HERE]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def document(template: Path, **content: Any) -> str:
    """A file of HTML."""
    return environment(template.parent).get_template(template.name).render(content) + "\n"
