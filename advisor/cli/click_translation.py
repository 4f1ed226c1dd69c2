"""Click's own messages in the user's language, from `messages/click.yaml`.

Click translates by gettext, which takes one language from the environment before the program knows
the one that was asked for. So the translating functions of click's modules are replaced by ours.
"""

import re
from functools import cache
from importlib import import_module

from advisor.cli.options import language
from advisor.common.messages import topic

MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types", "utils")


def install() -> None:
    """Make click speak the chosen language; what our messages lack stays as click says it."""
    for name in MODULES:
        module = import_module(f"click.{name}")
        for function, ours in (("_", translated), ("ngettext", _counted)):
            if hasattr(module, function):
                setattr(module, function, ours)


def translated(text: str) -> str:
    """A text of click's in the chosen language."""
    return text if language() == "en" else _indonesian().get(text, text)


def named(metavar: str) -> str:
    """The name of an argument or of an option's value, or several: `STEP|RULE`, `TERM=VALUE`."""
    whole = translated(metavar)
    return whole if whole != metavar else re.sub("[A-Z]+", lambda name: translated(name[0]), whole)


def _counted(one: str, many: str, count: int) -> str:
    return translated(one if count == 1 else many)


@cache
def _indonesian() -> dict[str, str]:
    return {texts["en"]: texts["id"] for texts in topic("click").values()}
